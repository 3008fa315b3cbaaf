import { ProblemError } from '@slipway/api';
import { type Database, isUnavailable, type Queries, transaction } from '../platform/db/index.ts';
import { addSummary, claimBatches } from './store.ts';
import { type Batch, summarise } from './summary.ts';

export interface IntakeDeps {
  database: Database;
  now: () => number;
  /** Told of entries that were left out. */
  onDropped: (entries: number) => void;
}

/** Stores a batch once; resolves when it is stored, now or earlier. */
export type Intake = (batch: Batch) => Promise<void>;

interface Waiting {
  batch: Batch;
  done: PromiseWithResolvers<void>;
}

const MOST_TOGETHER = 200;
const MOST_WAITING = 5_000;

/**
 * One transaction at a time; what comes in meanwhile shares the next one. So ten thousand receipts after a change are
 * a few dozen transactions, and a single batch is stored without delay.
 */
export function createIntake(deps: IntakeDeps): Intake {
  const waiting: Waiting[] = [];
  let isFlushing = false;

  const flush = async (): Promise<void> => {
    isFlushing = true;
    while (waiting.length > 0) await storeTogether(deps, waiting.splice(0, MOST_TOGETHER));
    isFlushing = false;
  };

  return (batch) => {
    if (waiting.length >= MOST_WAITING)
      throw new ProblemError(
        'busy',
        'More telemetry is waiting than can be stored now. Send the batch again later.',
      );
    const done = Promise.withResolvers<void>();
    waiting.push({ batch, done });
    if (!isFlushing) void flush();
    return done.promise;
  };
}

// A batch that cannot be stored fails alone.
async function storeTogether(deps: IntakeDeps, group: readonly Waiting[]): Promise<void> {
  try {
    await store(
      deps,
      group.map(({ batch }) => batch),
    );
    for (const { done } of group) done.resolve();
  } catch (error) {
    if (group.length === 1 || isUnavailable(error)) for (const { done } of group) done.reject(error);
    else for (const one of group) await storeTogether(deps, [one]);
  }
}

async function store({ database, now, onDropped }: IntakeDeps, batches: readonly Batch[]): Promise<void> {
  const dropped = await transaction(database, (tx) => storeNew(tx, batches, now()));
  onDropped(dropped);
}

async function storeNew(tx: Queries, batches: readonly Batch[], now: number): Promise<number> {
  const fresh = await claimBatches(tx, batches);
  if (fresh.length === 0) return 0;
  const summary = summarise(fresh, now);
  return summary.dropped + (await addSummary(tx, summary));
}
