import { sql } from 'kysely';
import type { Database } from '../platform/db/index.ts';
import type { Metrics } from '../platform/metrics/index.ts';

/** What those who run Slipway ask it. */
export interface Operations {
  readonly version: string;
  readonly metrics: Metrics;
  /** Throws DatabaseUnavailable, or resolves when the database has answered. */
  askDatabase(): Promise<void>;
  /** From now on /readyz says no, so that a balancer sends nobody here any more. */
  drain(): void;
  readonly isDraining: boolean;
}

export interface OperationsOptions {
  db: Database;
  metrics: Metrics;
  version: string;
}

export function createOperations({ db, metrics, version }: OperationsOptions): Operations {
  let isDraining = false;
  metrics.gauge('slipway_database_connections', 'Connections in the pool.', () => db.pool.totalCount);
  metrics.gauge(
    'slipway_database_connections_idle',
    'Connections that nobody uses now.',
    () => db.pool.idleCount,
  );
  metrics.gauge(
    'slipway_database_waiting',
    'Requests that wait for a connection.',
    () => db.pool.waitingCount,
  );
  return {
    version,
    metrics,
    async askDatabase() {
      await sql`select 1`.execute(db.kysely);
    },
    drain() {
      isDraining = true;
    },
    get isDraining() {
      return isDraining;
    },
  };
}
