import type { FlagOverview } from '@slipway/api';

/** The rows after `asked` were read again: those that did not come back are gone. */
export function patched(
  rows: readonly FlagOverview[],
  asked: readonly string[],
  found: readonly FlagOverview[],
): FlagOverview[] {
  const news = new Map(found.map((row) => [row.key, row]));
  const gone = new Set(asked.filter((key) => !news.has(key)));
  const kept = rows.filter(({ key }) => !gone.has(key)).map((row) => taken(news, row.key) ?? row);
  return news.size === 0 ? kept : [...kept, ...news.values()].sort(byKey);
}

function taken<T>(map: Map<string, T>, key: string): T | undefined {
  const value = map.get(key);
  map.delete(key);
  return value;
}

function byKey(a: FlagOverview, b: FlagOverview): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** `keys`, and whatever comes to require one of them: what those do may hold it or free it. */
export function withDependents(rows: readonly FlagOverview[], keys: readonly string[]): string[] {
  const requiring = Map.groupBy(
    rows.flatMap(({ key, environments }) =>
      environments.flatMap(({ requires }) => requires.map((required) => ({ key, required }))),
    ),
    ({ required }) => required,
  );
  const found = new Set(keys);
  // A set that grows is walked to its end.
  for (const key of found) for (const one of requiring.get(key) ?? []) found.add(one.key);
  return [...found];
}

export interface Gatherer {
  /** Settles when the batch that holds these keys has been worked off. */
  add(keys: readonly string[]): Promise<void>;
}

/**
 * Gathers keys of a burst and works them off together, one batch at a time: an answer can never overtake a later one.
 * `later` says when a burst is over.
 */
export function createGatherer(
  run: (keys: string[]) => Promise<void>,
  later: (go: () => void) => void,
): Gatherer {
  let batch = emptyBatch();
  let isBusy = false;
  const start = (): void => {
    if (isBusy || batch.keys.size === 0) return;
    isBusy = true;
    later(() => void work());
  };
  const work = async (): Promise<void> => {
    const { keys, done } = batch;
    batch = emptyBatch();
    await run([...keys]).finally(() => {
      isBusy = false;
      done.resolve();
      start();
    });
  };
  return {
    add(keys) {
      const { done } = batch;
      for (const key of keys) batch.keys.add(key);
      start();
      return done.promise;
    },
  };
}

interface Batch {
  keys: Set<string>;
  done: PromiseWithResolvers<void>;
}

function emptyBatch(): Batch {
  return { keys: new Set(), done: Promise.withResolvers() };
}

/** Parts of at most `most`. */
export function chunks<T>(items: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );
}
