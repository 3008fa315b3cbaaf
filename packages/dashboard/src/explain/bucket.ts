import type { FlagConfig } from '@slipway/engine';
import type { Rung } from './rung-words.ts';

export interface Slice {
  variant: string;
  /** Buckets `from ≤ bucket < until`. */
  from: number;
  until: number;
}

export interface SplitSeen {
  by: string;
  slices: Slice[];
}

/** The split that a rung looked at, laid out over the buckets; null where it has none. */
export function splitOf(
  config: FlagConfig,
  { kind, ruleId }: Pick<Rung, 'kind' | 'ruleId'>,
): SplitSeen | null {
  const serve =
    kind === 'fallthrough'
      ? config.fallthrough
      : config.rules.find(({ id }) => kind === 'rule' && id === ruleId)?.serve;
  if (serve === undefined || !('split' in serve)) return null;
  let from = 0;
  const slices = serve.split.weights.map(([variant, weight]) => {
    const slice = { variant, from, until: from + weight };
    from = slice.until;
    return slice;
  });
  return { by: serve.split.by, slices: slices.filter((slice) => slice.until > slice.from) };
}

/** "42,566" of 0…99,999. */
export function bucketText(bucket: number): string {
  return bucket.toLocaleString('en');
}
