import {
  type Flag,
  type FlagConfig,
  type FlagState,
  getFlag,
  getFlagState,
  putFlagConfig,
} from '@slipway/api';
import type { Command } from 'commander';
import { changesBetween } from '../../config/changes.ts';
import { remarksOn, unknownVariants } from '../../config/checks.ts';
import { editConfig } from '../../config/edit.ts';
import { readConfigFile } from '../../config/file.ts';
import { Failure, UsageError } from '../../failure.ts';
import { inEnvironment, proposable, tagOf, withExamples, withReason } from '../../options.ts';
import { openSession, reasonIn, type Session, type SessionOptions } from '../../session.ts';
import type { Shell } from '../../shell.ts';
import { addEditOptions, type EditOptions, editsOf, hasEdits } from './edit-options.ts';
import { noteNewOverride } from './new-override.ts';

interface SetOptions extends SessionOptions, EditOptions {
  environment: string;
  file?: string;
  dryRun?: boolean;
  reason?: string;
}

export function addFlagSetCommand(flag: Command, shell: Shell): void {
  const command = addEditOptions(
    inEnvironment(
      flag
        .command('set <flag>')
        .description('change who gets what in one environment; what is not named stays'),
    ),
  )
    .option('--file <file>', 'the whole config as JSON, as flag show --json prints it; - is standard input')
    .option('--dry-run', 'show what would change and write nothing');
  withReason(proposable(command));
  withExamples(command, examples);
  command.action((key: string, options: SetOptions) => set(shell, key, options));
}

const examples = {
  'slipway flag set new-checkout -e production --segment internal=on --on': 'on for internal users only',
  'slipway flag set new-checkout -e production --percentage 10':
    '10 % of everyone else too; raising it moves nobody out',
  "slipway flag set new-checkout -e production --rule 'plan one-of pro, team => on'":
    'a rule in words, as explain prints them',
  "slipway flag set search-ranking -e staging --rule 'country = DE => 50% learned, 50% classic' --default classic":
    'a split inside a rule',
  'slipway flag set new-checkout -e production --schedule-on 2026-12-01T09:00:00+01:00':
    'goes live at its second, even if Slipway is down',
  'slipway flag set new-checkout -e production --clear-rules --default on --dry-run':
    'shows what it would change',
  'slipway flag set new-checkout -e production --file config.json': 'the whole config from a file',
};

interface Present {
  flag: Flag;
  state: FlagState;
  etag: string;
}

async function set(shell: Shell, key: string, options: SetOptions): Promise<void> {
  requireOneSource(options);
  const edits = editsOf(options, shell.now());
  const session = await openSession(shell, options);
  const params = { project: await session.project(), flag: key, environment: options.environment };
  const present = await readPresent(session, params);
  const { config, source } = present.state;
  const after =
    options.file === undefined
      ? editConfig(edits, { flag: present.flag, config, source })
      : await readConfigFile(shell, options.file, present.state);
  requireKnownVariants(after, present.flag);
  const changes = changesBetween(config, after);
  if (options.dryRun || changes.length === 0) return showPlan(session, present, after, changes);
  const body = { ...after, ...reasonIn(options) };
  const state = await session.client.call(putFlagConfig, { params, body, ifMatch: present.etag });
  session.output.show(state, () => setSentence(state, changes));
  for (const remark of remarksOn(state)) session.output.note(remark);
  await noteNewOverride(session, params, present.state, state);
}

function requireOneSource(options: SetOptions): void {
  if (options.file !== undefined && hasEdits(options))
    throw new UsageError(
      '--file gives the whole config, so no other change fits beside it.',
      'Use one or the other.',
    );
  if (options.file === undefined && !hasEdits(options))
    throw new UsageError('Nothing to set.', 'Say what should change; see slipway flag set --help.');
}

async function readPresent(
  { client }: Session,
  params: { project: string; flag: string; environment: string },
): Promise<Present> {
  const [flag, state] = await Promise.all([
    client.call(getFlag, { params: { project: params.project, flag: params.flag } }),
    client.request(getFlagState, { params }),
  ]);
  return { flag, state: state.body, etag: tagOf(state) };
}

/** Before anything is sent, so that a dry run tells it too. */
function requireKnownVariants(config: FlagConfig, flag: Flag): void {
  const [unknown] = unknownVariants(config, flag);
  if (unknown === undefined) return;
  throw new Failure(
    `Flag "${flag.key}" has no variant "${unknown}".`,
    `Its variants: ${Object.keys(flag.variants).join(', ')}. Add one: slipway flag update ${flag.key} --variant ${unknown}=VALUE`,
  );
}

function showPlan(
  { output }: Session,
  { state }: Present,
  after: FlagConfig,
  changes: readonly string[],
): void {
  const place = `${state.flag} in ${state.environment} (version ${state.version})`;
  output.show({ before: state.config, after, changes, written: false }, () =>
    changes.length === 0
      ? `Nothing to change: ${place} is so already.`
      : [`Would change ${place}:`, ...changes.map((change) => `  ${change}`), 'Nothing was written.'].join(
          '\n',
        ),
  );
}

function setSentence({ flag, environment, version }: FlagState, changes: readonly string[]): string {
  return `Changed ${flag} in ${environment} (version ${version}): ${changes.join('; ')}.`;
}
