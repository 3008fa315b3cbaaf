import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '../db/index.ts';
import { openSession } from '../db/index.ts';
import { EmbeddedPostgresError } from './errors.ts';

export interface SessionLock {
  release(): Promise<void>;
}

/** "slipway" as a number; advisory locks have no names. */
const KEY = '0x736c6970776179';
const PATIENCE_MS = 2_000;
const RETRY_MS = 100;

/**
 * Holds an advisory lock in the server as long as this process runs: the second net under the folder's lock, for file
 * systems whose locks do not reach all who mount them. Taken again whenever its connection was lost.
 */
export async function holdSessionLock(url: string, folder: string, log: Log): Promise<SessionLock> {
  let released = false;
  let session = await take(url, folder);
  const watch = (client: pg.Client): void => {
    client.once('end', () => {
      if (!released) retaking = retake();
    });
  };
  const retake = async (): Promise<void> => {
    while (!released) {
      try {
        session = await take(url, folder);
        return released ? await session.end() : watch(session);
      } catch (error) {
        if (error instanceof EmbeddedPostgresError) log.error({ err: error }, error.message);
        await sleep(RETRY_MS);
      }
    }
  };
  let retaking: Promise<void> = Promise.resolve();
  watch(session);
  const release = async (): Promise<void> => {
    released = true;
    await retaking;
    await session.end();
  };
  return { release };
}

/** Throws `folder-in-use` if a server answers and a living process holds its lock. */
export async function refuseHeld(url: string, folder: string): Promise<void> {
  const session = await take(url, folder).catch((error: unknown) => {
    if (error instanceof EmbeddedPostgresError) throw error;
    return undefined;
  });
  await session?.end();
}

/** Throws `folder-in-use` if a server answers although none of its processes can be seen from here. */
export async function refuseInvisible(url: string, folder: string): Promise<void> {
  const session = await openSession(url).catch(() => undefined);
  if (!session) return;
  await session.end();
  throw inUse(folder, 'a server whose processes cannot be seen from here (in another container?)');
}

async function take(url: string, folder: string): Promise<pg.Client> {
  const session = await openSession(url, `slipway process ${process.pid} on ${hostname()}`.slice(0, 63));
  const until = performance.now() + PATIENCE_MS;
  // The server may not yet have noticed that the last holder was killed.
  while (!(await tryLock(session))) {
    if (performance.now() > until) throw await heldElsewhere(session, folder);
    await sleep(RETRY_MS);
  }
  return session;
}

async function tryLock(session: pg.Client): Promise<boolean> {
  const { rows } = await session.query<{ taken: boolean }>(`select pg_try_advisory_lock(${KEY}) as taken`);
  return rows[0]?.taken === true;
}

async function heldElsewhere(session: pg.Client, folder: string): Promise<EmbeddedPostgresError> {
  const { rows } = await session.query<{ name: string; since: Date }>(
    `select application_name as name, backend_start as since from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and objsubid = 1
       and (classid::bigint << 32 | objid::bigint) = ${KEY}`,
  );
  await session.end();
  const holder = rows[0] ? `${rows[0].name} since ${rows[0].since.toISOString()}` : 'another process';
  return inUse(folder, holder);
}

function inUse(folder: string, holder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'folder-in-use',
    `The data folder ${folder} is in use by ${holder}. Stop it, or start this process with another --data folder.`,
  );
}
