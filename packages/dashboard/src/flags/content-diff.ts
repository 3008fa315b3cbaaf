import type { Segment } from '@slipway/engine';
import type { WordsOptions } from './condition-words.ts';
import { type Difference, type DiffSide, diffConfigs, diffSegments } from './config-diff.ts';
import { say } from './phrase.ts';

/** What an API tells of a flag or a segment as JSON: of a proposal’s effect, a change or a promotion. */
export function diffContents(
  kind: 'flag' | 'segment',
  before: unknown,
  after: unknown,
  options: WordsOptions = {},
): Difference[] {
  const noun = kind === 'flag' ? 'Flag' : 'Segment';
  if (isNothing(before)) return isNothing(after) ? [] : [{ rung: '', phrase: say`${noun} added` }];
  if (isNothing(after)) return [{ rung: '', phrase: say`${noun} removed` }];
  if (kind === 'flag' && isFlag(before) && isFlag(after)) return diffConfigs(before, after, options);
  if (kind === 'segment' && isSegment(before) && isSegment(after))
    return diffSegments(before, after, options);
  return [];
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

export function isFlag(value: unknown): value is DiffSide {
  return (
    hasLists(value, ['rules', 'targets', 'prerequisites', 'schedule']) &&
    'fallthrough' in value &&
    typeof value.fallthrough === 'object'
  );
}

export function isSegment(value: unknown): value is Segment {
  return hasLists(value, ['rules', 'include', 'exclude']);
}

function hasLists(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const record: Record<string, unknown> = { ...value };
  return names.every((name) => Array.isArray(record[name]));
}
