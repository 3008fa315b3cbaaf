import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './platform/db/index.ts';

/** What has been opened, to be closed in the opposite order. */
export interface Closing {
  add(name: string, close: () => unknown): void;
  /** Goes on when one of them fails. Safe to repeat. */
  close(): Promise<void>;
}

export function inOrder(log: Log): Closing {
  const opened: { name: string; close: () => unknown }[] = [];
  let done: Promise<void> | undefined;

  const closeAll = async (): Promise<void> => {
    for (const { name, close } of opened.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error, part: name }, 'could not close in order');
      }
    }
  };

  return {
    add: (name, close) => opened.push({ name, close }),
    close: () => {
      done ??= closeAll();
      return done;
    },
  };
}

/** Resolves when `work` has ended, or `ms` later; false if it had not. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const waiting = new AbortController();
  const tooLate = sleep(ms, false, { signal: waiting.signal }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), tooLate]);
  waiting.abort();
  return isDone;
}
