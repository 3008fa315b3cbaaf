import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { BackupError } from './backup-error.ts';

/**
 * The file appears, readable by its owner only, when `fill` is done and all is on disk; an existing one is replaced then.
 * `fill` does not begin unless the file can be written.
 */
export async function writeBackupFile<T>(path: string, fill: (target: Writable) => Promise<T>): Promise<T> {
  const partial = `${path}.partial`;
  const handle = await openTarget(path, partial);
  try {
    const result = await fillFile(handle, fill);
    await rename(partial, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** `use` does not begin unless the file can be read. */
export async function readBackupFile<T>(path: string, use: (source: Readable) => Promise<T>): Promise<T> {
  const handle = await openSource(path);
  const source = handle.createReadStream({ autoClose: false });
  try {
    return await use(source);
  } finally {
    source.destroy();
    await handle.close();
  }
}

async function fillFile<T>(handle: FileHandle, fill: (target: Writable) => Promise<T>): Promise<T> {
  const target = handle.createWriteStream({ autoClose: false });
  try {
    const result = await fill(target);
    await handle.sync();
    return result;
  } finally {
    target.destroy();
    await handle.close();
  }
}

async function openTarget(path: string, partial: string): Promise<FileHandle> {
  try {
    await refuseFolder(path);
    return await open(partial, 'w', 0o600);
  } catch (error) {
    throw explained(error, targetProblems, path);
  }
}

async function openSource(path: string): Promise<FileHandle> {
  try {
    await refuseFolder(path);
    return await open(path, 'r');
  } catch (error) {
    throw explained(error, sourceProblems, path);
  }
}

/** A folder opens like a file, or is noticed only by the last rename. */
async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new BackupError('unusable-file', `${path} is a folder. Name a file in it.`);
}

type Problems = Readonly<Record<string, (path: string) => string>>;

const sourceProblems: Problems = {
  ENOENT: (path) => `There is no file ${path}. Name one that "slipway backup" has written.`,
  ENOTDIR: (path) => `There is no file ${path}. Name one that "slipway backup" has written.`,
  EACCES: (path) => `No permission to read ${path}. Let this user read it, or run as one who may.`,
};

const targetProblems: Problems = {
  ENOENT: (path) => `There is no folder ${dirname(path)}. Make it, or name a file elsewhere.`,
  ENOTDIR: (path) => `${dirname(path)} is not a folder. Name a file elsewhere.`,
  EACCES: (path) => `No permission to write ${path}. Name a file in a folder where this user may write.`,
  EROFS: (path) => `${path} is on a read-only disk. Name a file elsewhere.`,
};

function explained(error: unknown, problems: Problems, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const message = Object.hasOwn(problems, code) ? problems[code]?.(path) : undefined;
  return message === undefined ? error : new BackupError('unusable-file', message, error);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}
