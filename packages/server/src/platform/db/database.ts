import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely';
import pg from 'pg';
import type { Log } from './log.ts';
import type { Schema } from './schema.ts';
import { isUnavailable, namingUnavailability } from './unavailable.ts';
import { valueTypes } from './values.ts';

/** Queries, inside a transaction or not. What a slice's store takes. */
export type Queries = Kysely<Schema>;

export interface Database {
  readonly url: string;
  /** Its queries throw DatabaseUnavailable when the server is the trouble. */
  readonly kysely: Queries;
  /** The same connections, for code that speaks `pg`; errors come as pg throws them (see isUnavailable). */
  readonly pool: pg.Pool;
  /** Waits for connections in use. Safe to repeat. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly log: Log;
  /** Default 10. */
  readonly poolSize?: number;
  /** Without a connection for so long a query fails. Default 1,500: with the server gone a request ends within 2 s. */
  readonly connectionTimeoutMs?: number;
  /** The server cancels a statement after so long. Default 10,000. */
  readonly statementTimeoutMs?: number;
}

/** The client gives up on a server that does not even cancel, this long after it should have. */
const CANCEL_GRACE_MS = 2_000;

/** Opens no connection yet; the first query does. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const pool = createPool(url, options);
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: namingPool(pool) }) });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= pool.end();
    return closing;
  };
  return { url, kysely, pool, close };
}

function createPool(url: string, options: DatabaseOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 1_500,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + CANCEL_GRACE_MS,
    idle_in_transaction_session_timeout: 30_000,
    application_name: 'slipway',
    keepAlive: true,
    types: valueTypes,
  });
  // The pool has dropped that connection already; without listeners the process would end. While a connection is in
  // use its loss is also reported to whoever waits for an answer.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => options.log.warn({ err: error }, 'an idle database connection was lost'));
  return pool;
}

function namingPool(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await namingUnavailability(pool.connect());
    const naming = known.get(client) ?? namingClient(client);
    known.set(client, naming);
    return naming;
  };
  return { connect, end: () => pool.end(), options: pool.options };
}

function namingClient(client: pg.PoolClient): PostgresPoolClient {
  let isBroken = false;
  const execute = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await namingUnavailability(client.query(text, [...parameters]));
    } catch (error) {
      // After a read timeout the answer may still come, and would be taken for the next query's.
      if (isUnavailable(error)) isBroken = true;
      throw error;
    }
  };
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(first: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof first !== 'string') throw new TypeError('Cursors are not set up.');
    return execute(first, parameters);
  }
  return { query, release: (destroy) => client.release(destroy === true || isBroken) };
}
