/** One environment in the tree of its project: a base is always less deep than what inherits from it. */
export interface Place {
  id: number;
  key: string;
  kind: 'permanent' | 'shared' | 'on-demand' | 'demo' | 'load-test';
  baseId: number | null;
  depth: number;
}

/** With how it is protected: `approvals` counts only where it is. */
export interface GuardedPlace extends Place {
  isProtected: boolean;
  approvals: number;
}

/** From one environment to another. */
export interface Ends<P extends Place = Place> {
  /** All of the project. */
  places: readonly P[];
  from: P;
  to: P;
}

/** The environments of `ids` and all that inherit from them, in lock order: by depth, then id. */
export function withDescendants<P extends Place>(places: readonly P[], ids: Iterable<number>): P[] {
  const reached = new Set(ids);
  const ordered = inLockOrder(places);
  for (const { id, baseId } of ordered) if (baseId !== null && reached.has(baseId)) reached.add(id);
  return ordered.filter(({ id }) => reached.has(id));
}

/** The environments of `ids` and all that they inherit from. */
export function withBases<P extends Place>(places: readonly P[], ids: Iterable<number>): P[] {
  const reached = new Set(ids);
  for (const { id, baseId } of inLockOrder(places).reverse())
    if (baseId !== null && reached.has(id)) reached.add(baseId);
  return places.filter(({ id }) => reached.has(id));
}

export function inLockOrder<P extends Place>(places: readonly P[]): P[] {
  return [...places].sort((a, b) => a.depth - b.depth || a.id - b.id);
}

/** The nearest of `candidates` that `id` is or inherits from. */
export function nearestOf(
  places: readonly Place[],
  id: number,
  candidates: ReadonlySet<number>,
): number | null {
  const baseOf = new Map(places.map((place) => [place.id, place.baseId]));
  let at: number | null = id;
  while (at !== null && !candidates.has(at)) at = baseOf.get(at) ?? null;
  return at;
}
