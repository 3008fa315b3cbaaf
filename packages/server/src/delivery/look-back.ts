import type { Watched } from './watched.ts';

/** The database's clock and ours may differ by as much. */
const OVERLAP_MS = 1_000;

type Ask<Row> = (projectIds: readonly number[], since: Date) => Promise<Row[]>;

/**
 * Asks what has come in for the watched projects since the last time that was asked and answered; `backMs` further
 * back, so that what was answered then comes again.
 */
export function createLookBack(
  now: () => number,
  backMs = 0,
): <Row>(watched: readonly Watched[], ask: Ask<Row>) => Promise<Row[]> {
  const askedAt = new WeakMap<Watched, number>();
  return async (watched, ask) => {
    if (watched.length === 0) return [];
    const startedAt = now();
    const since = Math.min(...watched.map((one) => askedAt.get(one) ?? one.since));
    const projectIds = watched.map(({ projectId }) => projectId);
    const rows = await ask(projectIds, new Date(since - OVERLAP_MS - backMs));
    for (const one of watched) askedAt.set(one, startedAt);
    return rows;
  };
}
