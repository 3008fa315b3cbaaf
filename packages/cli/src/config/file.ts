import { FlagConfig, type FlagState } from '@slipway/api';
import { Failure } from '../failure.ts';
import { nameOf, readJson } from '../input-file.ts';
import type { Shell } from '../shell.ts';

/** The config in a file: itself, or inside a state as `flag show --json` prints it, then checked to be of the present version. */
export async function readConfigFile(shell: Shell, file: string, present: FlagState): Promise<FlagConfig> {
  const content = await readJson(shell, file);
  const state = isState(content) ? content : null;
  if (state) requirePresent(state, present, file);
  const read = FlagConfig.safeParse(state ? state.config : content);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(
    ({ path, message }) => `  ${path.join('.') || '(document)'}: ${message}`,
  );
  throw new Failure(
    [`${nameOf(file)} holds no flag config.`, ...wrong].join('\n'),
    'Start from the present one: slipway flag show FLAG -e ENVIRONMENT --json',
  );
}

interface StateInFile {
  flag: string;
  version: number;
  config: unknown;
}

function isState(content: unknown): content is StateInFile {
  if (typeof content !== 'object' || content === null) return false;
  const fields: Partial<Record<keyof StateInFile, unknown>> = content;
  return 'config' in fields && typeof fields.version === 'number' && typeof fields.flag === 'string';
}

/** Otherwise the file would silently undo what somebody changed after it was read. Copying to another environment is meant. */
function requirePresent(
  state: StateInFile & { environment?: unknown },
  present: FlagState,
  file: string,
): void {
  const isSamePlace = state.environment === present.environment && state.flag === present.flag;
  if (!isSamePlace || state.version === present.version) return;
  throw new Failure(
    `${present.flag} has changed in ${present.environment} since ${nameOf(file)} was read: version ${state.version} then, ${present.version} now.`,
    `Nothing was written. Read it again: slipway flag show ${present.flag} -e ${present.environment} --json`,
  );
}
