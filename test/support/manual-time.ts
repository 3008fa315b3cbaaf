import type { Platform, Timer } from '@slipway/sdk/server';

interface Waiting {
  at: number;
  run: () => void;
}

/** Time that only the test moves: clocks and timers of the SDK's platform. */
export interface ManualTime {
  readonly platform: Pick<Platform, 'wallNow' | 'monotonicNow' | 'setTimer'>;
  /** Moves both clocks and fires what comes due, in order, letting promises settle after each timer. */
  advance(ms: number): Promise<void>;
  /** A wall clock that somebody sets. */
  setWall(instant: number): void;
  waiting(): number;
}

/** Lets everything that needs no input run to its end. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

export function createManualTime(startAt: number = Date.UTC(2026, 10, 23, 12)): ManualTime {
  const timers = new Set<Waiting>();
  let elapsed = 0;
  let wallOffset = startAt;

  function setTimer(run: () => void, delayMs: number): Timer {
    const timer = { at: elapsed + Math.max(delayMs, 0), run };
    timers.add(timer);
    return { cancel: () => timers.delete(timer) };
  }

  function nextDue(until: number): Waiting | undefined {
    const due = [...timers].filter(({ at }) => at <= until);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  return {
    platform: { wallNow: () => wallOffset + elapsed, monotonicNow: () => elapsed, setTimer },
    async advance(ms) {
      const until = elapsed + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        elapsed = Math.max(elapsed, timer.at);
        timers.delete(timer);
        timer.run();
        await settle();
      }
      elapsed = until;
      await settle();
    },
    setWall(instant) {
      wallOffset = instant - elapsed;
    },
    waiting: () => timers.size,
  };
}
