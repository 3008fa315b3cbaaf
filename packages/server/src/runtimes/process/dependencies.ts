import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** `npm ci`, which the store can do, and what comes after it. */
export interface SplitCommand {
  readonly flags: readonly string[];
  readonly rest: string | null;
}

/** Null: it does not begin by installing from a lockfile. */
export function splitCommand(command: string): SplitCommand | null {
  const match = /^\s*npm ci((?:\s+--?[\w=.:/@-]+)*)\s*(?:&&\s*(\S[\s\S]*))?$/.exec(command);
  if (!match) return null;
  const [, flags = '', rest] = match;
  return { flags: flags.split(/\s+/).filter(Boolean), rest: rest?.trim() || null };
}

/** All that an installation can read: nothing else is there when it runs, so equal keys give equal results. */
export interface DependencyFiles {
  readonly key: string;
  /** Relative paths. */
  readonly files: readonly string[];
}

/** Null: no lockfile, or it reaches outside of what can be told apart, such as linked folders. */
export function dependencyFiles(code: string, flags: readonly string[]): DependencyFiles | null {
  const lockfile = readPlain(code, 'package-lock.json');
  if (lockfile === null || readPlain(code, 'package.json') === null) return null;
  const local = localPackages(lockfile.toString('utf8'));
  if (local === null) return null;
  const files = [
    'package.json',
    'package-lock.json',
    ...['.npmrc'].filter((name) => existsSync(join(code, name))),
    ...local,
  ];
  const hash = createHash('sha256').update(
    JSON.stringify([flags, process.versions.modules, process.platform, process.arch]),
  );
  for (const file of files) {
    const content = readPlain(code, file);
    if (content === null) return null;
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return { key: hash.digest('hex').slice(0, 40), files };
}

export function copyFiles(code: string, to: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(code, file), join(to, file));
  }
}

/** Tarballs in the repository that the lockfile names. */
function localPackages(lockfile: string): string[] | null {
  let packages: unknown;
  try {
    packages = JSON.parse(lockfile).packages;
  } catch {
    return null;
  }
  if (typeof packages !== 'object' || packages === null) return null;
  const found = new Set<string>();
  for (const entry of Object.values(packages)) {
    const { resolved, link } = entry as { resolved?: unknown; link?: unknown };
    if (link === true) return null;
    if (typeof resolved !== 'string' || !resolved.startsWith('file:')) continue;
    const path = normalize(resolved.slice('file:'.length));
    if (path.startsWith('..') || path.startsWith('/')) return null;
    found.add(path);
  }
  return [...found].sort();
}

const LARGEST_BYTES = 256 * 1024 * 1024;

/** A file that is one, in folders that are: a link, on the way to it too, could name anything on this machine. */
function readPlain(code: string, file: string): Buffer | null {
  const path = join(code, file);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > LARGEST_BYTES) return null;
  return realpathSync(path) === join(realpathSync(code), file) ? readFileSync(path) : null;
}
