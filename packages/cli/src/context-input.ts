import { UsageError } from './failure.ts';
import { readJson } from './input-file.ts';
import type { Shell } from './shell.ts';
import { scalarOf } from './text/values.ts';

export interface ContextOptions {
  context?: Record<string, unknown>;
  contextFile?: string;
  key?: string;
  attribute?: [string, string][];
}

/** The evaluation context: a whole one, with `--key` and `--attribute` laid over it. */
export async function readContext(shell: Shell, options: ContextOptions): Promise<Record<string, unknown>> {
  const { context, contextFile, key, attribute = [] } = options;
  if (context !== undefined && contextFile !== undefined)
    throw new UsageError('--context and --context-file exclude each other.', 'Give one of them.');
  const whole = contextFile === undefined ? context : requireObject(await readJson(shell, contextFile));
  const attributes = attribute.map(([name, text]) => [name, scalarOf(text)]);
  return { ...whole, ...(key === undefined ? {} : { targetingKey: key }), ...Object.fromEntries(attributes) };
}

export function parseContextText(text: string): Record<string, unknown> {
  try {
    return requireObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `The context ${text} is not JSON.`,
      `Write it like '{"targetingKey":"u1","plan":"pro"}', or use --key and --attribute.`,
    );
  }
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError('A context is a JSON object.', `Write it like '{"targetingKey":"u1","plan":"pro"}'.`);
}
