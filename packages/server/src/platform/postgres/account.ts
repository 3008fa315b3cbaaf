import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Log } from '../db/index.ts';
import { EmbeddedPostgresError } from './errors.ts';

const run = promisify(execFile);

/** The unprivileged account that PostgreSQL runs under, because it refuses root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** For a system where no account can be made. Environments' code must never run under any of these. */
const stopgaps = ['postgres', 'nobody'];

/** The dedicated system account `name`, made if it is missing. */
export async function serverAccount(name: string, log: Log): Promise<Account> {
  const found = (await lookUp(name)) ?? (await create(name));
  if (found) return found;
  for (const stopgap of stopgaps) {
    const account = await lookUp(stopgap);
    if (!account) continue;
    log.warn(
      { account: stopgap },
      `PostgreSQL runs as "${stopgap}": the system account "${name}" could not be created`,
    );
    return account;
  }
  throw new EmbeddedPostgresError(
    'no-account',
    `PostgreSQL refuses to run as root and no other account is here. Create one (useradd --system ${name}), start Slipway as an ordinary user, or set DATABASE_URL.`,
  );
}

/** As `account`, or as ourselves: is the path a directory that can be entered? */
export async function canEnter(path: string, account: Account | undefined): Promise<boolean> {
  return succeeds('cd -- "$0"', path, account);
}

export async function canRead(path: string, account: Account | undefined): Promise<boolean> {
  return succeeds('[ -r "$0" ]', path, account);
}

async function succeeds(script: string, path: string, account: Account | undefined): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', script, path], { ...account, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    const account = { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    return account.uid > 0 ? account : undefined;
  } catch {
    return undefined;
  }
}

async function create(name: string): Promise<Account | undefined> {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    // A failure may also mean that another process has just made it, or holds the lock on /etc/passwd.
    await run('useradd', [...options, '--shell', '/usr/sbin/nologin', name]).catch(() => undefined);
    const account = await lookUp(name);
    if (account) return account;
  }
  return undefined;
}
