import { execFile } from 'node:child_process';
import { lstat, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Account } from './accounts.ts';

const run = promisify(execFile);

/** A copy that shares every file: folders are its own, contents are not. Falls back to copying across disks. */
export async function link(from: string, to: string): Promise<void> {
  // A link that stands there would lead elsewhere.
  await remove(to);
  try {
    await run('cp', ['-alT', '--', from, to]);
  } catch {
    await remove(to);
    await run('cp', ['-aT', '--', from, to]);
  }
}

/** Folders belong to the account; files stay Slipway’s, so that a shared one cannot be written to. */
export async function giveFolders(path: string, account: Account | null): Promise<void> {
  if (!account) return;
  await run('find', [path, '-type', 'd', '-exec', 'chown', '-h', `${account.uid}:${account.gid}`, '{}', '+']);
}

/** All of it but what is below `except`, whose folders only: files there are shared. */
export async function giveAll(path: string, account: Account | null, except: string): Promise<void> {
  if (!account) return;
  const owner = `${account.uid}:${account.gid}`;
  await run('find', [path, '-path', except, '-prune', '-o', '-exec', 'chown', '-h', owner, '{}', '+']);
  await run('find', [except, '-type', 'd', '-exec', 'chown', owner, '{}', '+']).catch(() => undefined);
}

/** Slipway’s again, for all to read, for nobody to write, without set-user bits. Links are never followed. */
export async function takeBack(path: string, isRoot: boolean): Promise<void> {
  // `chmod` follows a link that it is given by name.
  if (!(await lstat(path)).isDirectory()) throw new Error(`${path} is no folder.`);
  if (isRoot) await run('chown', ['-R', '-h', '-P', '0:0', '--', path]);
  await run('chmod', ['-R', 'u=rwX,go=rX,a-st', '--', path]);
  if (!isRoot) await run('find', [path, '-type', 'f', '-exec', 'chmod', 'a-w', '{}', '+']);
}

export async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}
