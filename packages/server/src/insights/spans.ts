/** A stretch of time up to now, cut into equal steps; the last one is under way. */
export interface Span {
  from: Date;
  stepMs: number;
  points: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const stepsMs = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS];
/** More say nothing more on a screen. */
const MOST_POINTS = 120;

/** Of at least `hours`, by the finest step that keeps it at 120 points or fewer, up to 30 days. */
export function spanOf(hours: number, now: number): Span {
  const lengthMs = hours * HOUR_MS;
  const stepMs = stepsMs.find((step) => lengthMs / step <= MOST_POINTS) ?? 6 * HOUR_MS;
  const points = Math.ceil(lengthMs / stepMs);
  const last = Math.floor(now / stepMs) * stepMs;
  return { from: new Date(last - (points - 1) * stepMs), stepMs, points };
}

/** A value for each step: zero where there is none. */
export function filled(points: number, values: Iterable<readonly [point: number, value: number]>): number[] {
  const all = new Array<number>(points).fill(0);
  for (const [point, value] of values) if (point in all) all[point] = value;
  return all;
}
