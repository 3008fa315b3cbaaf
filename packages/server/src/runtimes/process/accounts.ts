import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { RuntimeError } from '../runtime.ts';
import { allProcesses } from './proc.ts';

/** Whom code runs as. Null where we are not root: then it is ourselves. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Accounts {
  /** The account of whatever lives in the folder, always the same; a new one at first. */
  of(folder: string): Account | null;
  /** To be called when nothing of it is left. */
  release(folder: string): void;
}

const FIRST = 210_000;
const LAST = 259_999;
/** One register for the machine: two installations must not run code as the same user. */
const REGISTER = '/var/lib/slipway/accounts';

export function createAccounts(register: string = REGISTER): Accounts {
  if (process.getuid?.() !== 0) return { of: () => null, release: () => undefined };
  mkdirSync(register, { recursive: true, mode: 0o711 });
  chmodSync(register, 0o700);
  return {
    of(folder) {
      const known = readAccount(folder);
      if (known !== null && (take(register, known, folder) || holderOf(register, known) === folder))
        return { uid: known, gid: known };
      const uid = choose(register, folder);
      writeFileSync(join(folder, 'account'), `${uid}\n`, { mode: 0o600 });
      return { uid, gid: uid };
    },
    release(folder) {
      const uid = readAccount(folder);
      rmSync(join(folder, 'account'), { force: true });
      if (uid !== null && holderOf(register, uid) === folder)
        rmSync(join(register, String(uid)), { force: true });
    },
  };
}

function readAccount(folder: string): number | null {
  const uid = Number(read(join(folder, 'account'))?.trim());
  return Number.isInteger(uid) && uid >= FIRST && uid <= LAST ? uid : null;
}

export function give(path: string, account: Account | null): void {
  if (account) chownSync(path, account.uid, account.gid);
}

/** From a random place on, so that one that has just been given back is not the next. */
function choose(register: string, folder: string): number {
  const taken = takenElsewhere();
  const size = LAST - FIRST + 1;
  const start = Math.floor(Math.random() * size);
  for (let step = 0; step < size; step += 1) {
    const uid = FIRST + ((start + step) % size);
    if (!taken(uid) && take(register, uid, folder)) return uid;
  }
  sweep(register);
  throw new RuntimeError(
    'unavailable',
    'Every account for environments is taken.',
    'Destroy some environments.',
  );
}

function take(register: string, uid: number, folder: string): boolean {
  try {
    writeFileSync(join(register, String(uid)), folder, { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

function holderOf(register: string, uid: number): string | null {
  return read(join(register, String(uid)));
}

/** Of installations whose folders were deleted by hand. */
function sweep(register: string): void {
  const alive = new Set(allProcesses().map(({ uid }) => uid));
  for (const name of readdirSync(register)) {
    const holder = read(join(register, name));
    if (holder !== null && !existsSync(holder) && !alive.has(Number(name)))
      rmSync(join(register, name), { force: true });
  }
}

/** By people, by containers' user namespaces, or by a process that runs. */
function takenElsewhere(): (uid: number) => boolean {
  const ids = new Set(allProcesses().map(({ uid }) => uid));
  for (const file of ['/etc/passwd', '/etc/group'])
    for (const line of lines(file)) ids.add(Number(line.split(':')[2]));
  const ranges = ['/etc/subuid', '/etc/subgid'].flatMap(lines).map((line) => {
    const [, first, count] = line.split(':');
    return { first: Number(first), end: Number(first) + Number(count) };
  });
  const isFree = (uid: number): boolean =>
    !ids.has(uid) && !ranges.some(({ first, end }) => uid >= first && uid < end);
  let leavesSome = false;
  for (let uid = FIRST; uid <= LAST && !leavesSome; uid += 1) leavesSome = isFree(uid);
  return (uid) => (leavesSome ? !isFree(uid) : ids.has(uid));
}

function lines(file: string): string[] {
  return (read(file) ?? '').split('\n').filter((line) => line.includes(':'));
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
