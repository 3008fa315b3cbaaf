import type { Ruleset } from '@slipway/engine';
import { type CachedRuleset, cacheKey, createFileCache, type FileCache, noCache } from './file-cache.ts';
import type { Settings } from './options.ts';
import { isRuleset } from './wire.ts';

/** What outlives a connection: the cache file and the application's bootstrap. */
export interface Memory {
  /** Opens the cache and reads it. Never rejects. */
  recall(): Promise<CachedRuleset | undefined>;
  /** A copy of the application's own ruleset. */
  bootstrap(): Ruleset | undefined;
  /** Keeps the ruleset if it is new, or if a restart would judge a `startBy` differently after this contact. */
  keep(entry: CachedRuleset): void;
  /** Keeps the time of the last contact too, and resolves when all is written. */
  close(last: CachedRuleset | undefined): Promise<void>;
}

function openCache({ cacheFile, url, platform, logger }: Settings): FileCache {
  if (cacheFile === undefined) return noCache;
  return createFileCache(cacheFile, cacheKey(url), platform.newId, logger);
}

function passesStart({ flags }: Ruleset, savedContactAt: number, contactAt: number): boolean {
  return Object.values(flags)
    .flatMap(({ rules }) => (Array.isArray(rules) ? rules : []))
    .some(({ from, startBy }) => startBy && from && savedContactAt < from && from <= contactAt);
}

const identityOf = ({ epoch, version, digest }: Ruleset): string => `${epoch}.${version}.${digest}`;

export function createMemory(settings: Settings): Memory {
  let cache: FileCache | undefined;
  let latest: CachedRuleset | undefined;
  let saved: { identity: string; contactAt: number } | undefined;

  function save(entry: CachedRuleset): void {
    if (cache === undefined) return;
    saved = { identity: identityOf(entry.ruleset), contactAt: entry.lastContactAt };
    cache.save(entry);
  }

  return {
    async recall() {
      const opened = openCache(settings);
      const cached = await opened.load();
      cache = opened;
      if (latest !== undefined) save(latest);
      return cached;
    },
    bootstrap() {
      const { bootstrap, logger } = settings;
      if (bootstrap === undefined) return undefined;
      if (isRuleset(bootstrap)) return structuredClone(bootstrap);
      logger.warn('Slipway ignores the bootstrap: it is not a ruleset.');
      return undefined;
    },
    keep(entry) {
      latest = entry;
      const isKnown = saved?.identity === identityOf(entry.ruleset);
      if (!isKnown || passesStart(entry.ruleset, saved?.contactAt ?? 0, entry.lastContactAt)) save(entry);
    },
    async close(last) {
      if (last !== undefined) save(last);
      await cache?.settled();
    },
  };
}
