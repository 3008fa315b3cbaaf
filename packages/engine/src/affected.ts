import { prerequisiteReferences, segmentReferences } from './references.ts';
import type { Ruleset } from './ruleset.ts';

/** Keys of what changed. */
export interface Changed {
  flags: readonly string[];
  segments: readonly string[];
}

/**
 * Every flag of the ruleset whose answers a change may alter, sorted: the changed flags, those with a rule on a changed
 * segment (directly or through another segment), and those that require any of these.
 */
export function affectedFlags(ruleset: Pick<Ruleset, 'flags' | 'segments'>, changed: Changed): string[] {
  const segments = closure(changed.segments, dependents(ruleset.segments, segmentReferences));
  const onSegments = Object.entries(ruleset.flags).filter(([, flag]) =>
    segmentReferences(flag).some((segment) => segments.has(segment)),
  );
  const starts = [...changed.flags, ...onSegments.map(([key]) => key)];
  const reached = closure(starts, dependents(ruleset.flags, prerequisiteReferences));
  return [...reached].filter((key) => Object.hasOwn(ruleset.flags, key)).sort();
}

function dependents<Item>(
  items: Readonly<Record<string, Item>>,
  referencesOf: (item: Item) => readonly string[],
): Map<string, string[]> {
  const byKey = new Map<string, string[]>();
  for (const [key, item] of Object.entries(items))
    for (const reference of referencesOf(item)) byKey.set(reference, [...(byKey.get(reference) ?? []), key]);
  return byKey;
}

function closure(starts: readonly string[], next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set(starts);
  // A Set's iteration visits what is added on the way.
  for (const key of reached) for (const dependent of next.get(key) ?? []) reached.add(dependent);
  return reached;
}
