import { setTimeout as sleep } from 'node:timers/promises';
import { type IsolationLevel, sql, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export interface TransactionOptions {
  /** How often to try again after a deadlock or serialisation failure. Default 5. */
  readonly retries?: number;
  /** Default read committed. */
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  readonly statementTimeoutMs?: number;
  readonly lockTimeoutMs?: number;
  /** 0 ≤ value < 1; spreads those who collided. */
  readonly random?: () => number;
}

const FIRST_PAUSE_MS = 10;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

/**
 * Runs `work` in a transaction and commits. `work` runs again, from its start, after a deadlock or serialisation
 * failure, so it must have no effect outside of the database.
 */
export async function transaction<T>(
  db: Database,
  work: (queries: Transaction<Schema>) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const { retries = 5, random = Math.random } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await attemptOnce(db, work, options);
    } catch (error) {
      if (attempt >= retries || !isCollision(error)) throw error;
      await sleep(random() * FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}

function attemptOnce<T>(
  db: Database,
  work: (queries: Transaction<Schema>) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  let begin = db.kysely.transaction();
  if (options.isolation) begin = begin.setIsolationLevel(options.isolation);
  if (options.readOnly) begin = begin.setAccessMode('read only');
  return begin.execute(async (queries) => {
    await limit(queries, 'statement_timeout', options.statementTimeoutMs);
    await limit(queries, 'lock_timeout', options.lockTimeoutMs);
    return work(queries);
  });
}

async function limit(queries: Transaction<Schema>, name: string, ms: number | undefined): Promise<void> {
  if (ms !== undefined) await sql`select set_config(${name}, ${String(ms)}, true)`.execute(queries);
}

function isCollision(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK;
}
