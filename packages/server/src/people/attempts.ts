import { TooManyRequests } from '../platform/http/index.ts';

/** How often somebody may try what could be guessed; counted in this process. */
export interface Attempts {
  /** Counts one; throws `TooManyRequests` when there were too many. */
  take(key: string): void;
  /** It was the right person: forgets the key and those that begin with it and a space. */
  clear(key: string): void;
}

export interface AttemptsOptions {
  now: () => number;
  most: number;
  withinMs: number;
}

interface Window {
  since: number;
  count: number;
}

const MOST_KEYS = 10_000;

export function createAttempts({ now, most, withinMs }: AttemptsOptions): Attempts {
  const windows = new Map<string, Window>();

  const windowOf = (key: string): Window => {
    const known = windows.get(key);
    if (known && now() - known.since < withinMs) return known;
    const fresh = { since: now(), count: 0 };
    windows.delete(key);
    windows.set(key, fresh);
    const [oldest] = windows.keys();
    if (windows.size > MOST_KEYS && oldest !== undefined) windows.delete(oldest);
    return fresh;
  };

  return {
    take(key) {
      const window = windowOf(key);
      if (window.count >= most)
        throw new TooManyRequests('for this account', Math.ceil((window.since + withinMs - now()) / 1000));
      window.count += 1;
    },
    clear(key) {
      for (const known of windows.keys())
        if (known === key || known.startsWith(`${key} `)) windows.delete(known);
    },
  };
}
