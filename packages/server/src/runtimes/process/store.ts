import { existsSync, readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { remove } from './files.ts';

/** Folders by key that are there whole or not at all. */
export interface Store {
  /** Its folder, marked as used now; null: not there. */
  find(key: string): string | null;
  /** Takes a folder in. When another has been quicker, that one stays. */
  take(key: string, folder: string): Promise<string>;
  prune(before: number): Promise<void>;
}

export function createStore(folder: string): Store {
  const pathOf = (key: string): string => join(folder, key);
  return {
    find(key) {
      const path = pathOf(key);
      if (!existsSync(path)) return null;
      const now = new Date();
      utimesSync(path, now, now);
      return path;
    },
    async take(key, from) {
      const path = pathOf(key);
      if (existsSync(path)) await remove(from);
      else renameSync(from, path);
      return path;
    },
    async prune(before) {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).mtimeMs < before) await remove(path);
      }
    },
  };
}
