import { Fragment } from 'react';
import { bucketText, type SplitSeen } from './bucket.ts';
import css from './explain.module.css';

interface BucketBarProps {
  bucket: number;
  split: SplitSeen;
  colours: ReadonlyMap<string, string>;
}

const BUCKETS = 100_000;

/** Where the bucket falls among the weights. */
export function BucketBar({ bucket, split: { by, slices }, colours }: BucketBarProps) {
  return (
    <figure className={css.buckets}>
      <div className={css.bar} aria-hidden>
        {slices.map(({ variant, from, until }) => (
          <span
            key={variant}
            style={{ flexGrow: until - from, background: colours.get(variant) ?? 'var(--sw-variant-off)' }}
          />
        ))}
        <span className={css.needle} style={{ left: `${(bucket / BUCKETS) * 100}%` }} />
      </div>
      <figcaption>
        Bucket <strong>{bucketText(bucket)}</strong> by {by}:{' '}
        {slices.map(({ variant, from, until }, index) => (
          <Fragment key={variant}>
            {index > 0 ? ', ' : ''}
            <span data-here={(from <= bucket && bucket < until) || undefined} className={css.slice}>
              {variant} {bucketText(from)}–{bucketText(until - 1)}
            </span>
          </Fragment>
        ))}
      </figcaption>
    </figure>
  );
}
