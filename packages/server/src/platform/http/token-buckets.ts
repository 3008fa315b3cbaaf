/** How often a key may do something: `capacity` at once, then `perSecond`. Counted in this process only. */
export interface TokenBuckets {
  /** Takes one; answers the seconds to wait, 0 when it was there. */
  take(key: string): number;
  /** One that was taken was not needed. */
  giveBack(key: string): void;
}

export interface TokenBucketsOptions {
  capacity: number;
  perSecond: number;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Keys remembered; whoever was not heard of for longest is forgotten. */
  most?: number;
}

interface Bucket {
  left: number;
  at: number;
}

export function createTokenBuckets(options: TokenBucketsOptions): TokenBuckets {
  const { capacity, perSecond, now, most = 20_000 } = options;
  const buckets = new Map<string, Bucket>();

  const filled = (key: string, at: number): Bucket => {
    const known = buckets.get(key);
    if (!known) return { left: capacity, at };
    return { left: Math.min(capacity, known.left + ((at - known.at) / 1000) * perSecond), at };
  };

  return {
    take(key) {
      const bucket = filled(key, now());
      const isThere = bucket.left >= 1;
      if (isThere) bucket.left -= 1;
      buckets.delete(key);
      buckets.set(key, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > most && oldest !== undefined) buckets.delete(oldest);
      return isThere ? 0 : Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
    },
    giveBack(key) {
      const known = buckets.get(key);
      if (known) known.left = Math.min(capacity, known.left + 1);
    },
  };
}
