/** One line or layer of a chart: a value per step, null where there is none. */
export interface Series {
  name: string;
  colour: string;
  values: readonly (number | null)[];
}

/** Something that happened, to be marked on the axis. */
export interface Mark {
  id: string;
  /** Epoch ms. */
  at: number;
  text: string;
}

export interface Layer extends Series {
  /** Lower and upper edge per step. */
  edges: readonly (readonly [number, number])[];
}

/** Lays series on one another, the first at the bottom. */
export function stacked(series: readonly Series[]): Layer[] {
  const below: number[] = [];
  return series.map((one) => ({
    ...one,
    edges: one.values.map((value, step) => {
      const from = below[step] ?? 0;
      below[step] = from + (value ?? 0);
      return [from, below[step]] as const;
    }),
  }));
}

export function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((all, value) => all + (value ?? 0), 0);
}

/** The highest value that a chart has to show. */
export function highest(series: readonly Series[], isStacked: boolean): number {
  const tops = isStacked
    ? stacked(series).flatMap(({ edges }) => edges.map(([, to]) => to))
    : series.flatMap(({ values }) => values.map((value) => value ?? 0));
  return tops.reduce((top, value) => Math.max(top, value), 0);
}

/** What is bad of the total per step; null where nothing was reported. */
export function ratesOf(bad: readonly number[], total: readonly number[]): (number | null)[] {
  return total.map((all, step) => (all > 0 ? (bad[step] ?? 0) / all : null));
}

export interface Cluster {
  x: number;
  marks: readonly Mark[];
}

/** Marks that would lie on one another become one, in order of time. */
export function clustered(marks: readonly Mark[], xOf: (at: number) => number, nearPx: number): Cluster[] {
  const clusters: { x: number; marks: Mark[] }[] = [];
  for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
    const x = xOf(mark.at);
    const last = clusters.at(-1);
    if (last && x - last.x < nearPx) last.marks.push(mark);
    else clusters.push({ x, marks: [mark] });
  }
  return clusters;
}

/** Moves labels apart that would overlap, and keeps them within `height`; in the given order. */
export function spread(wanted: readonly number[], gap: number, height: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const places: number[] = [...wanted];
  let least = 0;
  for (const index of order) {
    places[index] = Math.max(places[index] ?? 0, least);
    least = (places[index] ?? 0) + gap;
  }
  let most = height;
  for (const index of order.toReversed()) {
    places[index] = Math.min(places[index] ?? 0, most);
    most = (places[index] ?? 0) - gap;
  }
  return places;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** "1.2K" for axes and labels. */
export function shortCount(value: number): string {
  return compact.format(value);
}

/** "0.4 %" of a share between 0 and 1. */
export function shareText(share: number): string {
  const percent = share * 100;
  const digits = percent === 0 || percent >= 10 ? 0 : percent >= 1 ? 1 : 2;
  return `${Number(percent.toFixed(digits))} %`;
}

const DAY_MS = 86_400_000;
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** "Tue 24 Nov, 14:05" of a step shorter than a day. */
export function stepText(from: number, stepMs: number): string {
  const at = new Date(from);
  return stepMs >= DAY_MS ? day.format(at) : `${day.format(at)}, ${time.format(at)}`;
}

/** A tick of the axis: the time, or the day where one begins. */
export function tickText(at: Date): string {
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
  return isMidnight ? day.format(at) : time.format(at);
}
