import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './platform/config/index.ts';
import type { Log } from './platform/db/index.ts';

/** A database to use, and how to give it back. */
export interface Storage {
  readonly url: string;
  /** Of the embedded server. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

type Place = Pick<Config, 'data' | 'databaseUrl'>;

/** The database that was given, else the embedded one of the data folder, started. */
export async function openStorage({ data, databaseUrl }: Place, log: Log): Promise<Storage> {
  if (databaseUrl !== null) return { url: databaseUrl, pid: () => undefined, stop: () => Promise.resolve() };
  const { startEmbeddedPostgres } = await import('./platform/postgres/index.ts');
  const server = await startEmbeddedPostgres({ folder: databaseFolder(data), log });
  return { url: server.url, pid: server.pid, stop: server.stop };
}

/** False where `openStorage` would make a new database. Touches nothing. */
export async function hasStorage({ data, databaseUrl }: Place): Promise<boolean> {
  if (databaseUrl !== null) return true;
  const { holdsServer } = await import('./platform/postgres/index.ts');
  return holdsServer(databaseFolder(data));
}

/** Like `openStorage`, or the database of a Slipway that runs on this folder: for work that may be done beside it. */
export async function joinStorage(place: Place, log: Log): Promise<Storage> {
  const { EmbeddedPostgresError, findRunningPostgres } = await import('./platform/postgres/index.ts');
  try {
    return await openStorage(place, log);
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError) || error.code !== 'folder-in-use') throw error;
    const running = await findRunningPostgres(databaseFolder(place.data));
    if (!running) throw error;
    return { url: running.url, pid: () => undefined, stop: () => Promise.resolve() };
  }
}

/** What it makes belongs to this user alone: the administrator token is left there. */
export async function makeDataFolder(data: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
}

function databaseFolder(data: string): string {
  return join(data, 'database');
}
