import { boundariesBetween, nextBoundary, type Ruleset } from '@slipway/engine';
import { limits } from './limits.ts';
import type { Platform, Timer } from './platform.ts';
import type { ServerClock } from './server-clock.ts';

/** Calls back when scheduled changes of the watched ruleset come due by the server's clock. */
export interface BoundaryTimer {
  /** Watches this ruleset from now on. What came due since the last look, in the old one or in this, is returned and not called back. */
  watch(ruleset: Ruleset): string[];
  /** The clock was corrected: wait anew, report what became due. */
  recheck(): void;
  stop(): void;
}

export function createBoundaryTimer(
  platform: Platform,
  clock: ServerClock,
  onDue: (flags: string[]) => void,
): BoundaryTimer {
  let watched: Ruleset | undefined;
  let checkedAt = 0;
  let nextAt: number | undefined;
  let timer: Timer | undefined;

  function wait(): void {
    timer?.cancel();
    timer = undefined;
    if (nextAt === undefined) return;
    timer = platform.setTimer(
      recheck,
      Math.min(Math.max(Math.ceil(nextAt - clock.now()), 0), limits.timerMs),
    );
  }

  function begin(ruleset: Ruleset, now: number): void {
    watched = ruleset;
    checkedAt = now;
    nextAt = nextBoundary(ruleset, now)?.at;
    wait();
  }

  function recheck(): void {
    if (watched === undefined) return;
    const now = clock.now();
    // The first contact may set a fast wall clock back.
    if (now < checkedAt) begin(watched, now);
    else if (nextAt === undefined || now < nextAt) wait();
    else report(watched, now);
  }

  function dueIn(ruleset: Ruleset, now: number): string[] {
    return boundariesBetween(ruleset, checkedAt, now).flatMap(({ flags }) => flags);
  }

  function report(ruleset: Ruleset, now: number): void {
    const due = dueIn(ruleset, now);
    begin(ruleset, now);
    onDue([...new Set(due)].sort());
  }

  return {
    watch(ruleset) {
      const now = clock.now();
      const due = watched === undefined ? [] : [...dueIn(watched, now), ...dueIn(ruleset, now)];
      begin(ruleset, now);
      return due;
    },
    recheck,
    stop() {
      watched = undefined;
      nextAt = undefined;
      timer?.cancel();
    },
  };
}
