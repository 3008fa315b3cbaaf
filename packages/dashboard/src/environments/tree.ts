import type { Environment } from '@slipway/api';

type Place = Pick<Environment, 'key' | 'base'>;

export interface Branch<T> {
  place: T;
  depth: number;
}

/** Overlays below their bases, in the order given; whoever follows a base that one may not see stands by itself. */
export function treeOf<T extends Place>(places: readonly T[]): Branch<T>[] {
  const known = new Set(places.map(({ key }) => key));
  const below = (base: string | null, depth: number): Branch<T>[] =>
    places
      .filter((place) => (place.base !== null && known.has(place.base) ? place.base : null) === base)
      .flatMap((place) => [{ place, depth }, ...below(place.key, depth + 1)]);
  return below(null, 0);
}

/** Its base, the base of that, and so on. */
export function basesOf<T extends Place>(places: readonly T[], key: string): T[] {
  const bases: T[] = [];
  let next = places.find((place) => place.key === key)?.base ?? null;
  while (next !== null && bases.length < places.length) {
    const base = places.find((place) => place.key === next);
    if (!base) break;
    bases.push(base);
    next = base.base;
  }
  return bases;
}

/** Everything that follows it, at any distance. */
export function followersOf<T extends Place>(places: readonly T[], key: string): T[] {
  return places.filter((place) => basesOf(places, place.key).some((base) => base.key === key));
}

/** Which environments it could follow: neither itself nor what follows it. */
export function possibleBases<T extends Place>(places: readonly T[], key: string | null): T[] {
  if (key === null) return [...places];
  const refused = new Set([key, ...followersOf(places, key).map((place) => place.key)]);
  return places.filter((place) => !refused.has(place.key));
}
