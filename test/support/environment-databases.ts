import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import {
  createEnvironmentDatabases,
  type EnvironmentDatabases,
  type EnvironmentDatabasesDeps,
  type Template,
} from '../../packages/server/src/databases/index.ts';
import { withSession } from '../../packages/server/src/platform/db/index.ts';
import { startEmbeddedPostgres } from '../../packages/server/src/platform/postgres/index.ts';
import { temporaryFolder } from './test-server.ts';

export const golden: Template = { name: 'b3-default', digest: 'sha256:one' };

export interface DatabasesServer {
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** An embedded server on loopback, as environments' databases have it. */
export async function startDatabasesServer(): Promise<DatabasesServer> {
  const parent = await temporaryFolder('slipway-databases-');
  const { adminUrl, stop } = await startEmbeddedPostgres({
    folder: join(parent, 'postgres'),
    log: pino({ level: 'silent' }),
    durable: false,
    isOnLoopback: true,
    settings: { temp_file_limit: '1GB', synchronous_commit: 'off' },
  });
  const end = async (): Promise<void> => {
    await stop();
    await rm(parent, { recursive: true, force: true });
  };
  return { adminUrl, stop: end };
}

export function databasesOn(
  adminUrl: string,
  changes: Partial<EnvironmentDatabasesDeps> & { readonly isOurs?: boolean } = {},
): EnvironmentDatabases {
  const nothing = (): Promise<void> => Promise.resolve();
  const { isOurs = true, ...others } = changes;
  return createEnvironmentDatabases({
    hasServer: () => Promise.resolve(true),
    openServer: () => Promise.resolve({ adminUrl, isOurs, leave: nothing, stop: nothing }),
    installation: 'a1b2c3d4',
    node: 'node1',
    key: Buffer.alloc(32, 7),
    log: pino({ level: 'silent' }),
    keepTemplatesMs: 0,
    ...others,
  });
}

/** What a blueprint's migrations and seeds may make: everything that has an owner. */
export async function fillGolden(url: string): Promise<void> {
  await withSession(url, (session) =>
    session.query(`
      create type mood as enum ('good', 'bad');
      create table course (id serial primary key, title text not null, mood mood default 'good');
      create function shout(t text) returns text language sql as 'select upper(t)';
      create schema extra;
      create view extra.titles as select title from course;
      create domain grade as integer check (value between 1 and 6);
      alter default privileges grant select on tables to public;
      select lo_create(4711);
      insert into course (title) values ('Sailing'), ('Rowing');
    `),
  );
}
