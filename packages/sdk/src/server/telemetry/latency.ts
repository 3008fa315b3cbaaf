/** Upper bounds 1, 2, 5 × 10ⁿ milliseconds up to 60,000; the last bucket is open. */
const latencyBounds: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 60_000,
];

export interface Histogram {
  add(latencyMs: number): void;
  /** Buckets that are not empty. */
  buckets(): [upperMs: number, count: number][];
}

export function createHistogram(): Histogram {
  const counts = new Map<number, number>();
  return {
    add(latencyMs) {
      const upper = latencyBounds.find((bound) => latencyMs <= bound) ?? 60_000;
      counts.set(upper, (counts.get(upper) ?? 0) + 1);
    },
    buckets: () => [...counts].sort(([a], [b]) => a - b),
  };
}
