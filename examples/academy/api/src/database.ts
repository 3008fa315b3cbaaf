import { Pool, type PoolClient, type QueryResultRow, types } from 'pg';

export type Database = Pool;
export type Session = Pool | PoolClient;

const DATE_OID = 1082;

/** Calendar dates stay `YYYY-MM-DD` strings, so that no time zone can move them. */
export function openDatabase(url: string): Database {
  types.setTypeParser(DATE_OID, (value) => value);
  const pool = new Pool({ connectionString: url, max: 8, allowExitOnIdle: true });
  pool.on('error', (error) =>
    console.error(`academy-api lost an idle database connection: ${error.message}`),
  );
  return pool;
}

export async function rows<Row extends QueryResultRow>(
  session: Session,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await session.query<Row>(text, values)).rows;
}

/** Prepared once per connection: for the queries that every page needs. */
export async function prepared<Row extends QueryResultRow>(
  session: Session,
  name: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await session.query<Row>({ name, text, values })).rows;
}

export async function transaction<Result>(
  database: Database,
  work: (session: PoolClient) => Promise<Result>,
): Promise<Result> {
  const session = await database.connect();
  try {
    await session.query('begin');
    const result = await work(session);
    await session.query('commit');
    return result;
  } catch (error) {
    await session.query('rollback');
    throw error;
  } finally {
    session.release();
  }
}
