import { type Boundary, boundariesBetween, type Flag } from '@slipway/engine';

/** A flag's config as it held in an environment from `at` until `endedAt`. */
export interface FlagPeriod {
  key: string;
  flag: Flag;
  at: number;
  endedAt: number | null;
}

/** What changed for a flag at an instant, with nobody doing anything. */
export interface Passing {
  at: number;
  flag: string;
  before: Moment;
  after: Moment;
}

/** A flag's dated parts at an instant: whether it is enabled, and which dated rules apply. */
interface Moment {
  enabled: boolean;
  rules: string[];
}

/** The boundaries with `after < at ≤ until` that the flags passed, in order. */
export function passings(periods: readonly FlagPeriod[], after: number, until: number): Passing[] {
  return periods
    .flatMap((period) => passingsOf(period, after, until))
    .sort((a, b) => a.at - b.at || (a.flag < b.flag ? -1 : 1));
}

// A boundary in the past of a config when that was written was never passed.
function passingsOf({ key, flag, at, endedAt }: FlagPeriod, after: number, until: number): Passing[] {
  const from = Math.max(after, at);
  const to = Math.min(until, endedAt ?? until);
  return boundariesBetween({ flags: { [key]: flag }, segments: {} }, from, to).map((boundary: Boundary) => ({
    at: boundary.at,
    flag: key,
    before: momentOf(flag, boundary.at - 1),
    after: momentOf(flag, boundary.at),
  }));
}

function momentOf({ enabled, schedule, rules }: Flag, now: number): Moment {
  const fired = schedule.filter(({ at }) => at <= now);
  const last = fired.reduce<(typeof fired)[number] | undefined>(
    (latest, entry) => (latest === undefined || entry.at >= latest.at ? entry : latest),
    undefined,
  );
  const applying = rules.filter(
    ({ from, until }) =>
      (typeof from === 'number' || typeof until === 'number') &&
      (from ?? Number.NEGATIVE_INFINITY) <= now &&
      now < (until ?? Number.POSITIVE_INFINITY),
  );
  return { enabled: last?.enabled ?? enabled, rules: applying.map(({ id }) => id) };
}
