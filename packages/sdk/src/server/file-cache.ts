import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from '@openfeature/server-sdk';
import type { Ruleset } from '@slipway/engine';
import { messageOf } from './call.ts';
import { digest } from './digest.ts';
import { isBefore, isSameHome } from './held-ruleset.ts';
import { limits } from './limits.ts';
import { isObject, isRuleset } from './wire.ts';

export interface CachedRuleset {
  ruleset: Ruleset;
  /** Server time of the last contact, epoch milliseconds. */
  lastContactAt: number;
}

/** The last known ruleset on disk. A failure costs a warning, never an answer. */
export interface FileCache {
  load(): Promise<CachedRuleset | undefined>;
  /**
   * Writes soon; of several rulesets that come while one is written, only the latest. What another process wrote there
   * and is later for the same environment stays.
   */
  save(entry: CachedRuleset): void;
  /** Resolves when nothing is left to write. */
  settled(): Promise<void>;
}

interface CacheFile extends CachedRuleset {
  cache: 1;
  key: string;
}

/** Ties a cache file to one server, however its address is spelled, and not to a token: those are rotated. */
export function cacheKey(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  const address = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
  return createHash('sha256').update(`slipway-cache\n${address}`).digest('hex');
}

function isCacheFile(value: unknown): value is CacheFile {
  if (!isObject(value)) return false;
  const { cache, key, lastContactAt, ruleset } = value;
  return cache === 1 && typeof key === 'string' && Number.isFinite(lastContactAt) && isRuleset(ruleset);
}

async function readCache(path: string, key: string): Promise<CachedRuleset> {
  const { size } = await stat(path);
  if (size > limits.payloadBytes) throw new Error('it is too large to be a cache');
  const content: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!isCacheFile(content)) throw new Error('it is not a cache file of this version');
  if (content.key !== key) throw new Error('it belongs to another server');
  return { ruleset: content.ruleset, lastContactAt: content.lastContactAt };
}

/** Of two processes with one file, the one that is behind may be the last to write. */
function isLater(found: CachedRuleset, entry: CachedRuleset): boolean {
  if (!isSameHome(found.ruleset, entry.ruleset) || isBefore(found.ruleset, entry.ruleset)) return false;
  const isLaterPlace = isBefore(entry.ruleset, found.ruleset) || found.lastContactAt > entry.lastContactAt;
  return isLaterPlace && digest(found.ruleset) === found.ruleset.digest;
}

/** Tells a file from the one that replaces it. */
const fingerprintOf = ({ ino, mtimeMs, size }: Stats): string => `${ino} ${mtimeMs} ${size}`;

async function writeNew(path: string, content: string): Promise<Stats> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
    return await file.stat();
  } finally {
    await file.close();
  }
}

/** A reader sees the old file or the new one, whole, also after a power cut. */
async function writeAtomically(path: string, content: string, suffix: string): Promise<Stats> {
  const temporary = `${path}.${suffix}.tmp`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const stats = await writeNew(temporary, content);
    await rename(temporary, path);
    return stats;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export const noCache: FileCache = {
  load: async () => undefined,
  save: () => {},
  settled: async () => {},
};

export function createFileCache(path: string, key: string, newId: () => string, logger: Logger): FileCache {
  let waiting: CachedRuleset | undefined;
  let writing: Promise<void> | undefined;
  let own: string | undefined;

  /** A file that cannot be judged is of no use to anyone. */
  async function isBehindFile(entry: CachedRuleset): Promise<boolean> {
    try {
      if (fingerprintOf(await stat(path)) === own) return false;
      return isLater(await readCache(path, key), entry);
    } catch {
      return false;
    }
  }

  async function drain(): Promise<void> {
    while (waiting !== undefined) {
      const entry = waiting;
      waiting = undefined;
      if (await isBehindFile(entry)) continue;
      const content: CacheFile = { cache: 1, key, ...entry };
      own = fingerprintOf(await writeAtomically(path, JSON.stringify(content), newId()));
    }
  }

  async function write(): Promise<void> {
    try {
      await drain();
    } catch (error) {
      logger.warn(`Slipway cannot keep its ruleset in ${path}: ${messageOf(error)}`);
    } finally {
      writing = undefined;
    }
  }

  return {
    async load() {
      try {
        return await readCache(path, key);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        logger.warn(`Slipway ignores the cache file ${path}: ${messageOf(error)}.`);
        return undefined;
      }
    },
    save(entry) {
      waiting = entry;
      writing ??= write();
    },
    settled: async () => writing,
  };
}
