import { join } from 'node:path';
import type pg from 'pg';
import type { Log } from '../db/index.ts';
import { withSession } from '../db/index.ts';
import { type Account, serverAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { initialise, stateOf } from './initialise.ts';
import {
  type Credentials,
  credentialsOf,
  findPlace,
  isRoot,
  makeFolder,
  ownerOf,
  type Place,
  prepare,
  readPointer,
} from './place.ts';
import { readableBinaries } from './readable-binaries.ts';
import { holdSessionLock, refuseHeld, type SessionLock } from './session-lock.ts';
import { endpointFor, type Settings, settingsFor } from './settings.ts';
import { supervise } from './supervisor.ts';
import { APPLICATION, type Urls, urlsOf } from './urls.ts';

export interface EmbeddedPostgresOptions {
  /** Belongs to this server alone; made if missing. */
  readonly folder: string;
  readonly log: Log;
  readonly major?: number;
  /** Override Slipway's settings, which override postgresql.conf. */
  readonly settings?: Settings;
  /** Default 5432 for the socket's name, a free one on loopback. */
  readonly port?: number;
  /** The system account to run under when Slipway is root. A second server takes another one. */
  readonly account?: string;
  /** On a port of 127.0.0.1 that is remembered in the folder, for clients of other accounts. Default: a private socket. */
  readonly isOnLoopback?: boolean;
  /** Takes over a healthy server that an earlier process left running on the folder, and may itself leave one. */
  readonly adopts?: boolean;
  /** False skips what protects fresh files from a power cut: for throw-away servers. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres extends Urls {
  /** Where the server's files are: the folder asked for, or what its `location` file names. */
  readonly folder: string;
  /** The postmaster, unless it is being restarted. */
  pid(): number | undefined;
  /** Called after each restart that was not asked for. Returns how to stop listening. */
  onRestart(listener: () => void): () => void;
  /** Ends the server in order and gives the folder back. Safe to repeat. */
  stop(): Promise<void>;
  /** Gives the folder back while the server runs on, to be adopted. Safe to repeat; with `adopts` only. */
  leave(): Promise<void>;
}

const POSTGRES_MAJOR = 18;
const SERVER_ACCOUNT = 'slipway-postgres';

/**
 * Runs PostgreSQL on a folder that no other process may use meanwhile. Throws EmbeddedPostgresError: `no-binaries`,
 * `folder-in-use` (with `holder`), `other-major`, `foreign-folder`, `no-account`, `start-failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = findBinaries();
  const folder = await makeFolder(options.folder);
  const locks: FolderLock[] = [await lockFolder(folder)];
  const unlock = async (): Promise<void> => {
    for (const lock of locks.splice(0).reverse()) await lock.release();
  };
  try {
    const base = (await readPointer(folder)) ?? folder;
    const state = await stateOf(join(base, 'data'), options.major ?? POSTGRES_MAJOR);
    const account = await chooseAccount(base, options);
    const place = await findPlace(folder, state, account, options.log);
    // A copied folder carries the pointer along; the files that it points to still have one user.
    if (place.base !== folder) locks.push(await lockFolder(place.base));
    const programs = await readableBinaries(binaries, account, options.log);
    const credentials = await fill(place, state, programs, account, options);
    return await run(place, programs, account, credentials, options, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Undefined: as ourselves. Existing files decide, because the server runs only as their owner. */
async function chooseAccount(
  base: string,
  { account, log }: EmbeddedPostgresOptions,
): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  return (await ownerOf(join(base, 'data'))) ?? serverAccount(account ?? SERVER_ACCOUNT, log);
}

async function fill(
  place: Place,
  state: 'empty' | 'filled',
  programs: Binaries,
  account: Account | undefined,
  options: EmbeddedPostgresOptions,
): Promise<Credentials> {
  await prepare(place, account);
  const credentials = await credentialsOf(place, state === 'filled');
  if (state === 'empty') {
    options.log.info(
      { folder: place.base, version: programs.version },
      'creating the PostgreSQL data folder',
    );
    await initialise(place, programs, account, {
      password: credentials.admin,
      durable: options.durable ?? true,
    });
  }
  return credentials;
}

async function run(
  place: Place,
  binaries: Binaries,
  account: Account | undefined,
  credentials: Credentials,
  options: EmbeddedPostgresOptions,
  unlock: () => Promise<void>,
): Promise<EmbeddedPostgres> {
  const endpoint = await endpointFor(place, {
    port: options.port,
    isOnLoopback: options.isOnLoopback ?? false,
  });
  const { url, adminUrl } = urlsOf(endpoint.host, endpoint.port, credentials);
  const settings = { ...settingsFor(place), ...endpoint.settings, ...options.settings };
  const launch = { place, binaries, account, port: endpoint.port, settings, adminUrl };
  await refuseHeld(adminUrl, place.folder);
  const supervisor = await supervise(launch, options.log, { adopts: options.adopts ?? false });
  const lock = await hold(adminUrl, credentials, place, options.log).catch(async (error: unknown) => {
    await supervisor.stop();
    throw error;
  });
  const end = once(async (how: 'stop' | 'leave') => {
    await lock.release();
    await supervisor[how]();
    await unlock();
  });
  return {
    url,
    adminUrl,
    folder: place.base,
    pid: supervisor.pid,
    onRestart: supervisor.onRestart,
    stop: () => end('stop'),
    leave: () => end(options.adopts ? 'leave' : 'stop'),
  };
}

async function hold(
  adminUrl: string,
  credentials: Credentials,
  place: Place,
  log: Log,
): Promise<SessionLock> {
  const lock = await holdSessionLock(adminUrl, place.folder, log);
  await withSession(adminUrl, (admin) => ensureDatabase(admin, credentials.application));
  return lock;
}

/** Also finishes what a kill between initdb and here left out. */
async function ensureDatabase(admin: pg.Client, password: string): Promise<void> {
  const { rows } = await admin.query<{ role: boolean; database: boolean }>(
    `select exists (select from pg_roles where rolname = '${APPLICATION}') as role,
            exists (select from pg_database where datname = '${APPLICATION}') as database`,
  );
  if (!rows[0]?.role)
    await admin.query(`create role ${APPLICATION} login password ${admin.escapeLiteral(password)}`);
  if (!rows[0]?.database) await admin.query(`create database ${APPLICATION} owner ${APPLICATION}`);
}

function once<A>(action: (how: A) => Promise<void>): (how: A) => Promise<void> {
  let done: Promise<void> | undefined;
  return (how) => {
    done ??= action(how);
    return done;
  };
}
