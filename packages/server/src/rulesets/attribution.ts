import type { NewVersion } from './effects.ts';
import { nearestOf, type Place } from './tree.ts';

/** Each change with its part of the effects: of several, the one made nearest above an environment has caused it. */
export function shareEffects<Change extends { environmentKey?: string | null }>(
  places: readonly Place[],
  changes: readonly Change[],
  versions: readonly NewVersion[],
): [Change, NewVersion[]][] {
  const [only, ...others] = changes;
  if (only && others.length === 0) return [[only, [...versions]]];
  const idOf = new Map(places.map(({ key, id }) => [key, id]));
  const ids = changes.map(({ environmentKey }) => idOf.get(environmentKey ?? '') ?? 0);
  const candidates = new Set(ids);
  const causeOf = ({ environmentId }: NewVersion) => nearestOf(places, environmentId, candidates);
  return changes.map((change, index) => [
    change,
    versions.filter((version) => causeOf(version) === ids[index]),
  ]);
}
