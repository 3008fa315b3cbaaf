import { type Dependencies, findCycle } from './graph.ts';
import type { Condition, Flag, Segment } from './ruleset.ts';

type WithConditions = { readonly rules: readonly { readonly conditions: readonly Condition[] }[] };

/** Keys of the segments that a flag's or segment's rules name, each once, in order; [] for an unreadable one. */
export function segmentReferences(from: WithConditions): string[] {
  const keys = new Set<string>();
  for (const rule of listed(from?.rules))
    for (const condition of listed(rule?.conditions)) if (isOnSegment(condition)) keys.add(condition.segment);
  return [...keys];
}

/** Keys of the flags that a flag requires, each once, in order; [] for an unreadable one. */
export function prerequisiteReferences(flag: Pick<Flag, 'prerequisites'>): string[] {
  return [...new Set(listed(flag?.prerequisites).map((prerequisite) => prerequisite?.flag))];
}

/** Flags that require one another in a circle, in order, the first not repeated; null if there are none. */
export function prerequisiteCycle(
  flags: Readonly<Record<string, Pick<Flag, 'prerequisites'>>>,
): string[] | null {
  return findCycle(dependencies(flags, prerequisiteReferences));
}

/** Segments that contain one another in a circle, in order, the first not repeated; null if there are none. */
export function segmentCycle(segments: Readonly<Record<string, Segment>>): string[] | null {
  return findCycle(dependencies(segments, segmentReferences));
}

/** What each key depends on, as a graph. */
export function dependencies<Item>(
  items: Readonly<Record<string, Item>>,
  referencesOf: (item: Item) => readonly string[],
): Dependencies {
  return new Map(Object.entries(items).map(([key, item]) => [key, referencesOf(item)]));
}

function isOnSegment(condition: Condition): condition is { segment: string } {
  return typeof condition === 'object' && condition !== null && 'segment' in condition;
}

function listed<Item>(items: readonly Item[]): readonly Item[] {
  return Array.isArray(items) ? items : [];
}
