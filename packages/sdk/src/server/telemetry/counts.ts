import type { EvaluationCount } from '@slipway/engine';
import type { Served } from '../loaded-ruleset.ts';
import { bounds, minuteOf } from './bounds.ts';

/** Evaluations per flag, variant, rule and reason. */
export interface Counts {
  /** On the hot path: one increment. */
  add(served: Served): void;
  /** Empties the counters; what they hold was counted in the minute of `at`. */
  drain(at: number): EvaluationCount[];
  /** Answers that could not be counted. */
  dropped(): number;
}

const labelOf = ({ flag, variant, decision }: Served): string =>
  JSON.stringify([flag, variant, decision.ruleId, decision.reason]);

function countOf({ flag, variant, decision, count }: Served, minute: string): EvaluationCount {
  const { ruleId, reason } = decision;
  return { flag, variant, ...(ruleId !== undefined && { ruleId }), reason, minute, count };
}

export function createCounts(): Counts {
  let active: Served[] = [];
  let dropped = 0;
  return {
    add(served) {
      if (served.count === 0) {
        if (active.length >= bounds.counts) {
          dropped += 1;
          return;
        }
        active.push(served);
      }
      served.count += 1;
    },
    drain(at) {
      const minute = minuteOf(at);
      const merged = new Map<string, EvaluationCount>();
      for (const served of active) {
        const label = labelOf(served);
        const known = merged.get(label);
        if (known) known.count += served.count;
        else merged.set(label, countOf(served, minute));
        served.count = 0;
      }
      active = [];
      return [...merged.values()];
    },
    dropped: () => dropped,
  };
}
