import type { EvaluationCount, Observation, Sketch } from '@slipway/engine';
import { bounds, minuteMs } from './bounds.ts';
import type { Counts } from './counts.ts';
import type { Observations } from './observations.ts';

interface Recorded {
  counts: EvaluationCount[];
  observed: Observation[];
  sketches: Sketch[];
}

/** Files what is counted under the minute in which it happened. */
export interface Minutes {
  /** To be called before anything that happens at `at` is recorded. */
  enter(at: number): void;
  /** Everything recorded since the last time. */
  collect(): Recorded;
}

const nothing = (): Recorded => ({ counts: [], observed: [], sketches: [] });

export function createMinutes(counts: Counts, observations: Observations): Minutes {
  let settled = nothing();
  let minuteAt = 0;
  let endsAt = 0;

  function close(): void {
    const { observed, sketches } = observations.drain(minuteAt);
    settled.counts = [...settled.counts, ...counts.drain(minuteAt)].slice(-bounds.counts);
    settled.observed = [...settled.observed, ...observed].slice(-bounds.observations);
    settled.sketches = [...settled.sketches, ...sketches].slice(-bounds.sketches);
  }

  return {
    enter(at) {
      if (at < endsAt) return;
      close();
      minuteAt = at;
      endsAt = (Math.floor(at / minuteMs) + 1) * minuteMs;
    },
    collect() {
      close();
      const collected = settled;
      settled = nothing();
      return collected;
    },
  };
}
