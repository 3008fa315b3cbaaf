import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './errors.ts';
import { isAlive } from './processes.ts';

/** Who holds a folder, as told to whoever comes second. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
  readonly command: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

const PATIENCE_MS = 2_000;
const RETRY_MS = 20;

/**
 * Takes the folder for this process or throws `folder-in-use` naming the holder.
 *
 * The mutex is the kernel's file lock, reached through SQLite because Node has no flock: the kernel drops it when the
 * process ends in whatever way, so there are no stale locks and no pid that could have been reused.
 */
export async function lockFolder(folder: string, startedAt: Date = processStart()): Promise<FolderLock> {
  const file = await take(folder);
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    startedAt: startedAt.toISOString(),
    command: process.argv.join(' '),
  };
  await writeHolder(folder, holder);
  return { release: () => release(folder, file) };
}

async function take(folder: string): Promise<DatabaseSync> {
  const patientUntil = performance.now() + PATIENCE_MS;
  for (;;) {
    const file = tryTake(folder);
    if (file) return file;
    const holder = await readHolder(folder);
    if (holder && isPlausible(holder)) throw inUse(folder, holder);
    if (performance.now() > patientUntil) throw inUse(folder, holder);
    // The winner has the lock but has not yet written its name, or it is just leaving.
    await sleep(RETRY_MS);
  }
}

function tryTake(folder: string): DatabaseSync | undefined {
  let file: DatabaseSync | undefined;
  const path = join(folder, 'lock');
  try {
    // SQLite would be content with a shared lock on a file that it may only read. Opening it here instead of asking
    // would, at the closing, drop the lock that this very process may hold.
    if (existsSync(path)) accessSync(path, constants.W_OK);
    file = new DatabaseSync(path, { timeout: 0 });
    // By its name: a descriptor of it that is closed would take the lock along.
    chmodSync(path, 0o600);
    file.exec('pragma journal_mode = memory; begin exclusive');
    return file;
  } catch (error) {
    file?.close();
    if (isBusy(error)) return undefined;
    throw cannotLock(folder, error);
  }
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

async function release(folder: string, file: DatabaseSync): Promise<void> {
  if (!file.isOpen) return;
  await rm(join(folder, 'holder.json'), { force: true });
  file.close();
}

async function writeHolder(folder: string, holder: Holder): Promise<void> {
  const fresh = join(folder, 'holder.json.new');
  await writeFile(fresh, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  await rename(fresh, join(folder, 'holder.json'));
}

async function readHolder(folder: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(join(folder, 'holder.json'), 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    'startedAt' in value &&
    'command' in value
  );
}

/** False for a name that a killed process left behind. */
function isPlausible(holder: Holder): boolean {
  return holder.host !== hostname() || isAlive(holder.pid);
}

function cannotLock(folder: string, cause: unknown): EmbeddedPostgresError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new EmbeddedPostgresError(
    'foreign-folder',
    `The data folder ${folder} cannot be locked (${why}). Start Slipway as the user that the folder belongs to, or choose another data folder.`,
    { cause },
  );
}

function inUse(folder: string, holder: Holder | undefined): EmbeddedPostgresError {
  const who = holder
    ? `process ${holder.pid} on ${holder.host} since ${holder.startedAt} (${holder.command})`
    : 'another process';
  return new EmbeddedPostgresError(
    'folder-in-use',
    `The data folder ${folder} is in use by ${who}. Stop that process, or start this one with another --data folder.`,
    holder ? { holder } : {},
  );
}

function processStart(): Date {
  return new Date(performance.timeOrigin);
}
