import { effectiveStates, type OwnState, type Place, withDescendants } from '../rulesets/index.ts';

/** Why an environment cannot have this base; null = it can. */
export function baseRefusal(places: readonly Place[], place: Place, base: Place | null): string | null {
  if (base === null) return null;
  if (base.id === place.id) return `Environment "${place.key}" cannot be its own base.`;
  const isBelow = withDescendants(places, [place.id]).some(({ id }) => id === base.id);
  return isBelow
    ? `Environment "${base.key}" inherits from "${place.key}", so it cannot be its base as well. Give "${base.key}" another base first.`
    : null;
}

/** What is protected must not change through a base that is not. Null = the base is fine. */
export function protectionRefusal(
  { key, isProtected }: { key: string; isProtected: boolean },
  base: { key: string; isProtected: boolean } | null,
): string | null {
  if (!isProtected || base === null || base.isProtected) return null;
  return `Environment "${key}" is protected and "${base.key}" is not, so it cannot be its base. Protect "${base.key}" first.`;
}

/** The tree with another base for one environment; what inherits from it moves along. */
export function rebased(places: readonly Place[], place: Place, base: Place | null): Place[] {
  const by = depthUnder(base) - place.depth;
  const moved = new Set(withDescendants(places, [place.id]).map(({ id }) => id));
  return places.map((each) => ({
    ...each,
    depth: moved.has(each.id) ? each.depth + by : each.depth,
    baseId: each.id === place.id ? (base?.id ?? null) : each.baseId,
  }));
}

export function depthUnder(base: Place | null): number {
  return base === null ? 0 : base.depth + 1;
}

/** Flags whose kill an environment would lose together with its base: it takes them as its own. */
export function killsToCarry<Flag extends { own: ReadonlyMap<number, OwnState<true>> }>(
  before: readonly Place[],
  after: readonly Place[],
  id: number,
  flags: readonly Flag[],
): Flag[] {
  const isKilled = (places: readonly Place[], { own }: Flag) =>
    effectiveStates<true>(places, own, true).get(id)?.killed ?? false;
  return flags.filter((flag) => isKilled(before, flag) && !isKilled(after, flag));
}
