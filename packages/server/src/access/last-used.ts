import type { Database, Log } from '../platform/db/index.ts';
import { writeLastUsed } from './store.ts';

/** When tokens were used: gathered in memory, written once a minute, never on a request's path. */
export interface LastUsed {
  note(tokenId: number): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

const INTERVAL_MS = 60_000;

export function createLastUsed(db: Database, log: Log, now: () => number): LastUsed {
  let used = new Map<number, Date>();

  const flush = async (): Promise<void> => {
    if (used.size === 0) return;
    const batch = used;
    used = new Map();
    try {
      await writeLastUsed(db.kysely, batch);
    } catch (error) {
      // It is only a hint of use; the next use writes a later one.
      log.warn({ err: error }, 'could not write when tokens were last used');
    }
  };

  const timer = setInterval(() => void flush(), INTERVAL_MS).unref();
  return {
    note: (tokenId) => used.set(tokenId, new Date(now())),
    flush,
    close: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
