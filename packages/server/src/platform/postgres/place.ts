import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Log } from '../db/index.ts';
import { type Account, canEnter } from './account.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { hasCode } from './program.ts';

const SHARED_STATE = '/var/lib/slipway';

/** Where one embedded server keeps what. */
export interface Place {
  /** Ours: the lock, the credentials, a pointer to `base` if that is elsewhere. */
  readonly folder: string;
  /** Holds `data`, `run` and `log`, which belong to the server's account. */
  readonly base: string;
  readonly data: string;
  readonly run: string;
  readonly log: string;
  /** Marks the server's processes, so that a later Slipway recognises what an earlier one left running. */
  readonly cluster: string;
}

export interface Credentials {
  readonly admin: string;
  readonly application: string;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Makes the folder, open enough as root that the server's account can pass through it. */
export async function makeFolder(folder: string): Promise<string> {
  await makeFolders(resolve(folder), isRoot() ? 0o711 : 0o700);
  return realpath(folder);
}

/** Like `mkdir -p`, but what it makes has exactly this mode, whatever the umask. */
export async function makeFolders(path: string, mode: number): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await chmod(made, mode);
}

/** Decides where the server's files are: in the folder, or elsewhere if the account cannot get there. */
export async function findPlace(
  folder: string,
  state: 'empty' | 'filled',
  account: Account | undefined,
  log: Log,
): Promise<Place> {
  const base = (await readPointer(folder)) ?? (await chooseBase(folder, state, account));
  if (base !== folder) {
    await makeFolders(base, 0o711);
    await writeFile(pointer(folder), `${base}\n`, { mode: 0o600 });
    log.info(
      { folder, base },
      `PostgreSQL's files are in ${base}, because its account cannot enter ${folder}`,
    );
  }
  const data = join(base, 'data');
  return {
    folder,
    base,
    data,
    run: join(base, 'run'),
    log: join(base, 'log'),
    cluster: `slipway-${digest(data)}`,
  };
}

/** Makes `run` and `log`; refuses files that belong to another account. */
export async function prepare(place: Place, account: Account | undefined): Promise<void> {
  await refuseForeign(place.data);
  for (const path of [place.run, place.log]) {
    await mkdir(path, { recursive: true });
    await giveTo(path, account);
    await chmod(path, 0o700);
  }
}

export async function giveTo(path: string, account: Account | undefined): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

/** Reads the passwords, or makes them before there is a server that knows them. */
export async function credentialsOf(place: Place, hasData: boolean): Promise<Credentials> {
  const known = await readCredentials(place.folder);
  if (known) return known;
  const path = credentialsPath(place.folder);
  if (hasData) {
    throw new EmbeddedPostgresError(
      'foreign-folder',
      `${path} is missing: put it back from a copy of the data folder.`,
    );
  }
  const fresh: Credentials = { admin: password(), application: password() };
  await writeDurably(path, JSON.stringify(fresh));
  return fresh;
}

export async function readCredentials(folder: string): Promise<Credentials | undefined> {
  const path = credentialsPath(folder);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseCredentials(path, text);
}

/** The owner of existing files, who alone can run the server on them. */
export async function ownerOf(data: string): Promise<Account | undefined> {
  const found = await stat(data).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
}

export async function readPointer(folder: string): Promise<string | undefined> {
  const text = await readFile(pointer(folder), 'utf8').catch(() => undefined);
  return text?.trim() || undefined;
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

async function chooseBase(
  folder: string,
  state: 'empty' | 'filled',
  account: Account | undefined,
): Promise<string> {
  if (await canEnter(folder, account)) return folder;
  if (state === 'filled') {
    throw new EmbeddedPostgresError(
      'foreign-folder',
      `PostgreSQL runs as uid ${account?.uid}, the owner of ${folder}/data, who may not enter ${folder}. Give every folder on that path mode 711 (chmod o+x).`,
    );
  }
  return join(SHARED_STATE, `${basename(folder)}-${digest(folder)}`);
}

async function refuseForeign(data: string): Promise<void> {
  const owner = await stat(data).catch(() => undefined);
  if (!owner || isRoot() || owner.uid === process.getuid?.()) return;
  throw new EmbeddedPostgresError(
    'foreign-folder',
    `${data} belongs to uid ${owner.uid}, and PostgreSQL runs only as the owner of its files. Start Slipway as that user or as root, or choose another data folder.`,
  );
}

function parseCredentials(path: string, text: string): Credentials {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'admin' in value && 'application' in value) {
    return { admin: String(value.admin), application: String(value.application) };
  }
  throw new EmbeddedPostgresError('foreign-folder', `${path} does not hold this server's passwords.`);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(`${path}.new`, 'w', 0o600);
  await handle.writeFile(text);
  await handle.sync().finally(() => handle.close());
  await rename(`${path}.new`, path);
}

function credentialsPath(folder: string): string {
  return join(folder, 'credentials.json');
}

function pointer(folder: string): string {
  return join(folder, 'location');
}

function digest(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 10);
}

function password(): string {
  return randomBytes(24).toString('base64url');
}
