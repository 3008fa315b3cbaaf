import type { Outcomes } from '@slipway/api';
import { sum } from '../ui/time-series.ts';

export interface RateAround {
  outcome: string;
  /** Shares between 0 and 1; null where nothing was reported. */
  before: number | null;
  after: number | null;
  /** How many were reported since. */
  total: number;
}

/** How long before a change counts as before it. */
const BEFORE_MS = 3_600_000;

/** Each outcome over all variants before a change and since; what has grown most comes first. */
export function ratesAround({ from, stepMs, outcomes }: Outcomes, at: number): RateAround[] {
  const start = Date.parse(from);
  // The step in which the change fell is neither before nor after.
  const step = Math.floor((at - start) / stepMs);
  const earliest = Math.max(0, step - Math.floor(BEFORE_MS / stepMs));
  return outcomes
    .map(({ outcome, variants }) => {
      const rate = (begin: number, end?: number) => {
        const part = (counts: readonly number[]): number => sum(counts.slice(begin, end));
        const bad = sum(variants.map((one) => part(one.bad)));
        const total = sum(variants.map((one) => part(one.total)));
        return { total, share: total === 0 ? null : bad / total };
      };
      const [before, after] = [rate(earliest, Math.max(earliest, step)), rate(Math.max(0, step + 1))];
      return { outcome, before: before.share, after: after.share, total: after.total };
    })
    .filter(({ after }) => after !== null)
    .toSorted((a, b) => growth(b) - growth(a));
}

function growth({ before, after }: RateAround): number {
  return (after ?? 0) - (before ?? 0);
}

/** "0.4 → 2.1 %". */
export function rateText({ before, after }: Pick<RateAround, 'before' | 'after'>): string {
  const percent = (share: number | null): string => (share === null ? '–' : (share * 100).toFixed(1));
  return `${percent(before)} → ${percent(after)} %`;
}

/** Enough were reported, and it is a good deal more than before. */
export function isWorse({ before, after, total }: RateAround): boolean {
  return before !== null && after !== null && total >= 30 && after - before >= 0.005 && after >= before * 1.5;
}
