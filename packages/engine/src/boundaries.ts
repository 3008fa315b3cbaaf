import { affectedFlags } from './affected.ts';
import type { Flag, Ruleset } from './ruleset.ts';

/** An instant (epoch ms) at which answers may change with no change of the ruleset, and the flags concerned. */
export interface Boundary {
  at: number;
  /** Sorted; flags that require a concerned flag are concerned. */
  flags: string[];
}

/** The boundaries with `after < at ≤ until`, ascending: schedule entries and rules' `from` and `until`. */
export function boundariesBetween(
  ruleset: Pick<Ruleset, 'flags' | 'segments'>,
  after: number,
  until: number,
): Boundary[] {
  const keysByInstant = new Map<number, string[]>();
  for (const [key, flag] of Object.entries(ruleset.flags))
    for (const at of instantsOf(flag)) {
      if (at <= after || at > until) continue;
      const keys = keysByInstant.get(at);
      if (keys === undefined) keysByInstant.set(at, [key]);
      else keys.push(key);
    }
  return [...keysByInstant]
    .sort(([a], [b]) => a - b)
    .map(([at, flags]) => ({ at, flags: affectedFlags(ruleset, { flags, segments: [] }) }));
}

/** The first boundary with `at > after`, or null. */
export function nextBoundary(ruleset: Pick<Ruleset, 'flags' | 'segments'>, after: number): Boundary | null {
  let next = Number.POSITIVE_INFINITY;
  for (const flag of Object.values(ruleset.flags))
    for (const at of instantsOf(flag)) if (at > after && at < next) next = at;
  return boundariesBetween(ruleset, after, next === Number.POSITIVE_INFINITY ? after : next)[0] ?? null;
}

/** When and by whom a ruleset is loaded; `lastContactAt` null = never in contact. Epoch ms. */
export interface Load {
  lastContactAt: number | null;
  now: number;
}

/**
 * Drops every rule that a client would start late: its last contact is before the rule's `from` and it loads after
 * the rule's `startBy`. Applied when a ruleset is loaded, before `compile`. The result no longer has the digest of
 * what was received, so keep the original for patches. Nothing dropped = the same object.
 */
export function withoutMissedStarts(ruleset: Ruleset, load: Load): Ruleset {
  const changed = Object.entries(ruleset.flags).flatMap(([key, flag]): [string, Flag][] => {
    const rules = rulesOf(flag).filter((rule) => !isMissed(rule, load));
    return rules.length === rulesOf(flag).length ? [] : [[key, { ...flag, rules }]];
  });
  if (changed.length === 0) return ruleset;
  return { ...ruleset, flags: Object.fromEntries([...Object.entries(ruleset.flags), ...changed]) };
}

function isMissed({ from, startBy }: Flag['rules'][number], { lastContactAt, now }: Load): boolean {
  if (typeof from !== 'number' || typeof startBy !== 'number' || now <= startBy) return false;
  return lastContactAt === null || lastContactAt < from;
}

// A killed flag's answer changes at no boundary.
function instantsOf(flag: Flag): number[] {
  if (flag?.killed !== false) return [];
  const schedule = Array.isArray(flag.schedule) ? flag.schedule : [];
  const instants = [
    ...schedule.map((entry) => entry?.at),
    ...rulesOf(flag).flatMap((rule) => [rule?.from, rule?.until]),
  ];
  return [...new Set(instants)].filter((at): at is number => Number.isFinite(at));
}

function rulesOf(flag: Flag): Flag['rules'] {
  return Array.isArray(flag?.rules) ? flag.rules : [];
}
