import { isDeepStrictEqual } from 'node:util';
import { ProblemError } from '@slipway/api';
import {
  type Flag,
  type FlagConfig,
  type Issue,
  type RegexCompiler,
  type Segment,
  validateFlag,
  validateSegment,
} from '@slipway/engine';
import type { Queries } from '../platform/db/index.ts';
import { checkPrerequisiteCycles, checkSegmentCycles } from './cycles.ts';
import type { Effect, EntryChange, EntryValue } from './entries.ts';
import { loadSurroundings, referencesOf } from './surroundings.ts';

/**
 * Refuses rulesets that would not mean what was written: unknown names, wrong weights and patterns, cycles. What only
 * kills or restores is not looked at: nothing may stand in the way of a kill.
 */
export async function checkEffects(
  tx: Queries,
  projectId: number,
  effects: readonly Effect[],
  regex: RegexCompiler,
): Promise<void> {
  const checked = effects.map((effect) => ({
    environment: effect.environment,
    entries: effect.entries.filter(isNewContent).flatMap(newEntry),
  }));
  const values = checked.flatMap(({ entries }) => entries.map(({ value }) => value));
  const surroundings = { ...(await loadSurroundings(tx, projectId, referencesOf(values))), regex };
  // Environments that inherit share their base's rules, which need to be looked at once.
  const seen = new Set<unknown>();
  for (const { environment, entries } of checked)
    for (const entry of entries) {
      if (seen.has(entry.value.rules)) continue;
      seen.add(entry.value.rules);
      const issues =
        entry.kind === 'flag'
          ? validateFlag({ ...entry.value }, surroundings)
          : validateSegment(entry.value, surroundings);
      refuse(`${nameOf(entry)} in environment "${environment.key}"`, issues);
    }
  await checkPrerequisiteCycles(tx, checked);
  await checkSegmentCycles(tx, checked);
}

/** A flag's definition with a config, apart from any environment. */
export async function checkFlag(
  tx: Queries,
  projectId: number,
  key: string,
  flag: FlagConfig & Pick<Flag, 'type' | 'variants'>,
  regex: RegexCompiler,
): Promise<void> {
  const surroundings = await loadSurroundings(tx, projectId, referencesOf([flag]));
  refuse(`Flag "${key}"`, validateFlag(flag, { ...surroundings, regex }));
}

/** A segment's content, apart from any environment. */
export async function checkSegment(
  tx: Queries,
  projectId: number,
  key: string,
  content: Segment,
  regex: RegexCompiler,
): Promise<void> {
  const surroundings = await loadSurroundings(tx, projectId, referencesOf([content]));
  refuse(`Segment "${key}"`, validateSegment(content, { ...surroundings, regex }));
}

const MOST_ERRORS = 50;

function refuse(what: string, issues: readonly Issue[]): void {
  const [first] = issues;
  if (!first) return;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const code = issues.every(({ missing }) => missing !== undefined) ? 'unknown-reference' : 'invalid-request';
  const place = first.path ? `${first.path}: ` : '';
  throw new ProblemError(
    code,
    `${what}: ${place}${first.message}${more}`,
    issues.slice(0, MOST_ERRORS).map(({ path, message }) => ({ path, message })),
  );
}

function isNewContent({ kind, before, after }: EntryChange): boolean {
  if (after === null) return false;
  if (kind === 'segment' || before === null) return true;
  return before.killed === after.killed || !isDeepStrictEqual(withoutKill(before), withoutKill(after));
}

function withoutKill(value: EntryChange['after']): object {
  return { ...value, killed: false };
}

function newEntry(change: EntryChange): EntryValue[] {
  if (change.after === null) return [];
  const { key } = change;
  return change.kind === 'flag'
    ? [{ kind: 'flag', key, value: change.after }]
    : [{ kind: 'segment', key, value: change.after }];
}

function nameOf({ kind, key }: EntryValue): string {
  return `${kind === 'flag' ? 'Flag' : 'Segment'} "${key}"`;
}
