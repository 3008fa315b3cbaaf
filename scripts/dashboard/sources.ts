import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** All that a build of the dashboard depends on: files and folders of the checkout. */
const sources = [
  'package-lock.json',
  'packages/dashboard/package.json',
  'packages/dashboard/index.html',
  'packages/dashboard/favicon.svg',
  'packages/dashboard/vite.config.ts',
  'packages/dashboard/precompress.ts',
  'packages/dashboard/src',
  'packages/api/src',
  'packages/engine/src',
];

/** Of the sources' content: checking out another branch and coming back is no reason to build. */
export async function fingerprint(checkout: string): Promise<string> {
  const lists = await Promise.all(sources.map((source) => filesOf(checkout, source)));
  const hash = createHash('sha256');
  for (const path of lists.flat().sort()) {
    const content = await readFile(join(checkout, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

async function filesOf(checkout: string, source: string): Promise<string[]> {
  const entries = await readdir(join(checkout, source), { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => (error.code === 'ENOTDIR' ? null : Promise.reject(error)),
  );
  if (entries === null) return [source];
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name).slice(checkout.length).replace(/^\//, ''));
}

export function stampOf(build: string): string {
  return join(build, '.built-from');
}

/** The fingerprint of what a build was made from; null where there is none. */
export async function builtFrom(build: string): Promise<string | null> {
  try {
    await access(join(build, 'index.html'));
    return await readFile(stampOf(build), 'utf8');
  } catch {
    return null;
  }
}
