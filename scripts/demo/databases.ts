import { join } from 'node:path';
import { withSession } from '../../packages/server/src/platform/db/index.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../packages/server/src/platform/postgres/index.ts';

const quiet = { debug() {}, info() {}, warn() {}, error: console.error };

export interface Databases {
  urlOf(name: string): string;
  stop(): Promise<void>;
}

/** The sample application's own PostgreSQL, apart from Slipway's, with a database for each name. */
export async function startDatabases(folder: string, names: readonly string[]): Promise<Databases> {
  const server = await startEmbeddedPostgres({ folder: join(folder, 'academy-postgres'), log: quiet });
  for (const name of names) await ensureDatabase(server, name);
  return {
    urlOf: (name) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href,
    stop: () => server.stop(),
  };
}

async function ensureDatabase({ adminUrl }: EmbeddedPostgres, name: string): Promise<void> {
  await withSession(adminUrl, async (session) => {
    const { rowCount } = await session.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await session.query(`create database ${name} owner slipway`);
  });
}
