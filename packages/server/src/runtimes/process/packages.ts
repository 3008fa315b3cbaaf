import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { copyFile, lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Account } from './accounts.ts';
import { giveFolders, link, openToAll } from './files.ts';

/** Of npm’s cache only what is named by the hash of its content: the rest is what some installation says. */
const CONTENT = '_cacache/content-v2/sha512';

export interface Packages {
  /** A cache with all that is known, for one installation; its files are shared and cannot be written to. */
  lend(cache: string, account: Account | null): Promise<void>;
  /** What was fetched into it, and is what its name says, is kept for others. */
  keep(cache: string): Promise<void>;
}

export function createPackages(folder: string): Packages {
  const shared = join(folder, CONTENT);
  return {
    async lend(cache, account) {
      mkdirSync(dirname(join(cache, CONTENT)), { recursive: true });
      mkdirSync(shared, { recursive: true });
      await link(shared, join(cache, CONTENT));
      await giveFolders(cache, account);
    },
    async keep(cache) {
      const content = join(cache, CONTENT);
      for (const file of await filesOf(content)) {
        const name = relative(content, file);
        if (NAME.test(name) && !existsSync(join(shared, name))) await keepOne(file, join(shared, name));
      }
    },
  };
}

/** `ab/cd/ef…`: the hash, as npm writes it. */
const NAME = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{124}$/;
const LARGEST_BYTES = 256 * 1024 * 1024;

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A copy, which nobody else holds open, is what is looked at and kept. */
async function keepOne(file: string, to: string): Promise<void> {
  if ((await lstat(file)).size > LARGEST_BYTES) return;
  mkdirSync(dirname(to), { recursive: true });
  const copy = `${to}.${process.pid}.new`;
  await copyFile(file, copy);
  const hash = createHash('sha512')
    .update(await readFile(copy))
    .digest('hex');
  if (to.endsWith(join(hash.slice(0, 2), hash.slice(2, 4), hash.slice(4)))) {
    await openToAll(copy);
    renameSync(copy, to);
  } else rmSync(copy);
}
