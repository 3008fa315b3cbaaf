import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm } from '../processes.ts';

/** Of a folder with package.json and vendor/: the lockfile's text. */
export type LockfileOf = (folder: string) => Promise<string>;

/** Asks npm once for each package.json with its tarballs; the answer is kept in `cache`. */
export function keptLockfiles(cache: string): LockfileOf {
  return async (folder) => {
    const file = join(cache, `${await keyOf(folder)}.json`);
    const known = await readFile(file, 'utf8').catch(() => null);
    return known ?? (await makeLockfile(folder, file));
  };
}

async function makeLockfile(folder: string, file: string): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'slipway-lockfile-'));
  try {
    await cp(join(folder, 'package.json'), join(work, 'package.json'));
    await cp(join(folder, 'vendor'), join(work, 'vendor'), { recursive: true });
    const args = ['install', '--package-lock-only', '--prefer-offline', '--no-audit', '--no-fund'];
    await npm(args, { cwd: work, what: 'Locking academy’s dependencies' });
    await mkdir(join(file, '..'), { recursive: true });
    const draft = join(work, 'package-lock.json');
    await cp(draft, `${file}.new`);
    await rename(`${file}.new`, file);
    return await readFile(file, 'utf8');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function keyOf(folder: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(folder, 'package.json')));
  for (const name of (await readdir(join(folder, 'vendor'))).sort())
    hash.update(name).update(await readFile(join(folder, 'vendor', name)));
  return hash.digest('hex').slice(0, 32);
}
