import type { Platform } from './platform.ts';

/** What `initialize` learns of, in any order. */
export interface Opening {
  /** The server's ruleset is in use. */
  fresh(): void;
  /** What this machine itself remembers (cache, bootstrap) has been looked at. */
  remembered(): void;
  /** An attempt to connect ended; `isFinal` when waiting longer cannot help. */
  failed(reason: string, isFinal: boolean): void;
  closed(): void;
  /** Undefined once there is a ruleset to answer with, else why there is none. Never takes longer than the limit. */
  readonly outcome: Promise<string | undefined>;
}

/**
 * The wait ends when memory has been read and the server's ruleset is in use or the token is refused, or an attempt has
 * failed and something is remembered; with nothing remembered, attempts go on until the limit.
 */
export function createOpening(platform: Platform, limitMs: number, hasRuleset: () => boolean): Opening {
  let reason = `no ruleset within ${limitMs} ms`;
  let state: 'waiting' | 'failed' | 'refused' | 'fresh' = 'waiting';
  let isMemoryRead = false;
  let settle: (outcome: string | undefined) => void = () => {};
  const outcome = new Promise<string | undefined>((resolve) => {
    settle = resolve;
  });
  const limit = platform.setTimer(() => end(), limitMs, true);

  function end(): void {
    limit.cancel();
    settle(hasRuleset() ? undefined : reason);
  }

  function consider(): void {
    if (!isMemoryRead || state === 'waiting') return;
    if (state !== 'failed' || hasRuleset()) end();
  }

  return {
    outcome,
    fresh() {
      state = 'fresh';
      consider();
    },
    remembered() {
      isMemoryRead = true;
      consider();
    },
    failed(why, isFinal) {
      if (state === 'waiting' || state === 'failed') {
        reason = why;
        state = isFinal ? 'refused' : 'failed';
      }
      consider();
    },
    closed() {
      reason = 'the provider was closed';
      limit.cancel();
      settle(reason);
    },
  };
}
