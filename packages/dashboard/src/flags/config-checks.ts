import { FlagConfig } from '@slipway/api';
import { type Flag, validateFlag } from '@slipway/engine';
import type { Issue } from './config-issues.ts';

/** What a config may name. */
export interface Surroundings {
  flag: Pick<Flag, 'type' | 'variants'>;
  /** Null until they are read: then nothing is said about them. */
  segmentKeys: readonly string[] | null;
}

/** What the server would refuse, as far as it can be told here; it knows more flags and its own pattern syntax. */
export function checkConfig(config: FlagConfig, { flag, segmentKeys }: Surroundings): Issue[] {
  const meaning = validateFlag(
    { ...config, type: flag.type, variants: flag.variants },
    { flags: {}, segmentKeys: segmentKeys ?? [], regex: anyPattern },
  ).filter(({ missing }) => missing !== 'flag' && (missing !== 'segment' || segmentKeys !== null));
  const emptied = emptySegments(config);
  const told = [...emptied, ...meaning.filter(({ path }) => !emptied.some((one) => one.path === path))];
  const shape = shapeIssues(config).filter(({ path }) => !told.some((one) => one.path.startsWith(path)));
  return [...told, ...shape].map(({ path, message }) => ({ path, message }));
}

function anyPattern() {
  return { test: () => false };
}

function emptySegments({ rules }: FlagConfig): Issue[] {
  return rules.flatMap(({ conditions }, rule) =>
    conditions.flatMap((condition, index) =>
      'segment' in condition && condition.segment === ''
        ? [{ path: `rules[${rule}].conditions[${index}].segment`, message: 'Choose a segment.' }]
        : [],
    ),
  );
}

/** What is wrong with the shape of a value that should be a config. */
export function shapeIssues(value: unknown): (Issue & { isHard: boolean; keys: readonly PropertyKey[] })[] {
  const read = FlagConfig.safeParse(value);
  if (read.success) return [];
  return read.error.issues.flatMap((issue) => flattened(issue, []));
}

interface ZodIssue {
  code: string;
  message: string;
  path: readonly PropertyKey[];
  errors?: readonly (readonly ZodIssue[])[];
}

/** Values that are too short, too many or oddly spelt can be shown in a form; other shapes cannot. */
const soft = new Set(['too_small', 'too_big', 'invalid_format', 'custom']);

function flattened(issue: ZodIssue, above: readonly PropertyKey[]): ReturnType<typeof shapeIssues> {
  const keys = [...above, ...issue.path];
  const closest = issue.errors?.toSorted((a, b) => a.length - b.length || depth(b) - depth(a))[0];
  if (issue.code === 'invalid_union' && closest) return closest.flatMap((one) => flattened(one, keys));
  return [{ path: pathText(keys), keys, message: issue.message, isHard: !soft.has(issue.code) }];
}

function depth(issues: readonly ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

/** `rules[0].serve.split`. */
export function pathText(keys: readonly PropertyKey[]): string {
  return keys
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
