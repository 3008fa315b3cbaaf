import { readFile } from 'node:fs/promises';
import type { Logger } from '@openfeature/server-sdk';
import type { Ruleset } from '@slipway/engine';
import { messageOf } from './call.ts';
import { limits } from './limits.ts';
import type { Platform, Timer } from './platform.ts';

/** Flags that a person here switched off by `SLIPWAY_FORCE_OFF` or the file `SLIPWAY_FORCE_OFF_FILE`, whatever the control plane says. */
export interface ForceOff {
  flags(): ReadonlySet<string>;
  /** Warns, once per key, of what is forced and is no flag of the ruleset. */
  check(ruleset: Ruleset): void;
  /** Reads the file, then again every second, and says what is forced whenever that changes. */
  start(): Promise<void>;
  stop(): void;
}

/** Keys between commas, spaces or line breaks; `#` begins a comment. */
export function parseForceOff(text: string): string[] {
  return text
    .replace(/#.*$/gm, '')
    .split(/[\s,]+/)
    .filter(Boolean);
}

/** A file that is not there forces nothing; one that cannot be read changes nothing. */
async function readFlags(path: string): Promise<string[] | undefined> {
  try {
    return parseForceOff(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export function createForceOff(platform: Platform, logger: Logger, onChange: () => void): ForceOff {
  const named = parseForceOff(platform.environment.SLIPWAY_FORCE_OFF ?? '');
  const path = platform.environment.SLIPWAY_FORCE_OFF_FILE;
  let forced = new Set(named);
  let timer: Timer | undefined;
  let isStopped = false;
  let complaint = '';
  let announced = '';
  const missed = new Set<string>();

  function announce(): void {
    const keys = [...forced].sort().join(', ');
    if (keys === announced) return;
    logger.warn(
      keys === '' ? 'Slipway forces no flag off here any more.' : `Slipway forces off here: ${keys}.`,
    );
    announced = keys;
  }

  async function refresh(file: string): Promise<void> {
    try {
      const next = new Set([...named, ...((await readFlags(file)) ?? [])]);
      const isSame = next.size === forced.size && [...next].every((key) => forced.has(key));
      complaint = '';
      forced = next;
      announce();
      if (!isSame) onChange();
    } catch (error) {
      if (complaint !== messageOf(error)) logger.warn(`Slipway cannot read ${file}: ${messageOf(error)}`);
      complaint = messageOf(error);
    }
  }

  async function watch(file: string): Promise<void> {
    await refresh(file);
    if (!isStopped) timer = platform.setTimer(() => void watch(file), limits.forceOffPollMs);
  }

  return {
    flags: () => forced,
    check({ flags }) {
      for (const key of forced) {
        if (missed.has(key) || Object.hasOwn(flags, key)) continue;
        missed.add(key);
        logger.warn(`Slipway is to force off "${key}" here, which is no flag of this environment.`);
      }
    },
    async start() {
      announce();
      if (path) await watch(path);
    },
    stop() {
      isStopped = true;
      timer?.cancel();
    },
  };
}
