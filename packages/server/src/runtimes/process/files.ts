import { execFile } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Account } from './accounts.ts';

const run = promisify(execFile);

/**
 * A copy that shares every file: folders are its own, contents are not. Falls back to copying across disks. Whatever
 * stands where the copy goes, goes: a link there would lead elsewhere.
 */
export async function link(from: string, to: string): Promise<void> {
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
  if (isFolder(except)) await giveFolders(except, account);
}

/**
 * What the account has made becomes Slipway’s: for all to read, for nobody to write, without set-user bits. Links are
 * never followed, and files of others that it has linked to stay as they are. Nothing of the account may run any more.
 */
export async function takeBack(path: string, account: Account | null): Promise<void> {
  if (account) {
    await openToAll(path, ['-uid', String(account.uid)]);
    await run('find', [path, '-uid', String(account.uid), '-exec', 'chown', '-h', '0:0', '{}', '+']);
  } else await run('find', [path, '-type', 'f', '-exec', 'chmod', 'a-w', '{}', '+']);
}

/** Whatever the modes are that files are written with here. */
export async function openToAll(path: string, which: readonly string[] = []): Promise<void> {
  await run('find', [path, ...which, '-type', 'd', '-exec', 'chmod', 'u=rwx,go=rx,a-st', '{}', '+']);
  await run('find', [path, ...which, '-type', 'f', '-exec', 'chmod', 'u=rwX,go=rX,a-st', '{}', '+']);
}

export function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** By a program that holds on to folders while it goes through them: those who own them may exchange them meanwhile. */
export async function remove(path: string): Promise<void> {
  try {
    await run('rm', ['-rf', '--', path]);
  } catch {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}
