/** Positions 0…1 on a track for instants (epoch ms). */
export interface TimeScale {
  from: number;
  until: number;
  positionOf: (at: number) => number;
  instantAt: (position: number) => number;
}

/** How much of the track every interval gets however short it is, of the share that one of equals would have. */
const LEAST = 0.5;

/**
 * A track on which every interval between neighbours is wide enough to be pointed at, and longer ones are wider by
 * their logarithm. Straight within an interval. `nodes` need no order; at least one.
 */
export function scaleOf(nodes: readonly number[]): TimeScale {
  const at = [...new Set(nodes)].sort((a, b) => a - b);
  const from = at[0] ?? 0;
  const until = at.at(-1) ?? from;
  const positions = positionsOf(at);
  return {
    from,
    until,
    positionOf: (instant) => interpolate(at, positions, instant),
    instantAt: (position) => Math.round(interpolate(positions, at, position)),
  };
}

function positionsOf(at: readonly number[]): number[] {
  const lengths = at.slice(1).map((instant, index) => Math.log1p((instant - (at[index] ?? 0)) / 60_000));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const least = LEAST / Math.max(1, lengths.length);
  const positions = [0];
  for (const length of lengths) {
    const share = total === 0 ? 0 : ((1 - LEAST) * length) / total;
    positions.push((positions.at(-1) ?? 0) + least + share);
  }
  // Sums of fractions end a hair beside 1.
  if (positions.length > 1) positions[positions.length - 1] = 1;
  return positions;
}

/** `y` where `xs` and `ys` ascend together; the ends hold beyond them. */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const right = xs.findIndex((each) => each >= x);
  if (right === 0) return ys[0] ?? 0;
  if (right === -1) return ys.at(-1) ?? 0;
  const [x0, x1, y0, y1] = [xs[right - 1], xs[right], ys[right - 1], ys[right]];
  if (x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined) return 0;
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** The next mark in a direction; null at the end. `marks` ascend. */
export function neighbour(marks: readonly number[], at: number, direction: -1 | 1): number | null {
  const found = direction === 1 ? marks.find((mark) => mark > at) : marks.findLast((mark) => mark < at);
  return found ?? null;
}

/** The mark that a pointer means: the nearest within `reach` of the track, else null. */
export function nearest(
  marks: readonly number[],
  { positionOf }: TimeScale,
  position: number,
  reach: number,
): number | null {
  let best: number | null = null;
  let distance = reach;
  for (const mark of marks) {
    const away = Math.abs(positionOf(mark) - position);
    if (away <= distance) [best, distance] = [mark, away];
  }
  return best;
}
