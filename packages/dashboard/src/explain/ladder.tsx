import type { Explanation } from '@slipway/api';
import type { FlagConfig } from '@slipway/engine';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ComponentType, Fragment } from 'react';
import { absoluteTime } from '../ui/time.tsx';
import { bucketText, type SplitSeen, splitOf } from './bucket.ts';
import css from './explain.module.css';
import {
  questionOf,
  type Rung,
  type RungSign,
  signOf,
  signWords,
  valueText,
  withLocalTimes,
} from './rung-words.ts';

interface LadderProps {
  project: string;
  explanation: Explanation;
  /** What the flag was configured as then, when it is known. */
  config: FlagConfig | null;
  colours: ReadonlyMap<string, string>;
  zone: string;
}

/** Every step that the engine took, from top to bottom. */
export function Ladder({ project, explanation: { rungs }, config, colours, zone }: LadderProps) {
  return (
    <ol className={css.ladder} aria-label="How the answer came about">
      {rungs.map((rung, index) => (
        <RungRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a ladder has one rung at each place.
          key={index}
          project={project}
          rung={rung}
          split={config === null ? null : splitOf(config, rung)}
          colours={colours}
          zone={zone}
        />
      ))}
    </ol>
  );
}

const icons: Record<RungSign, ComponentType<{ size?: number }>> = {
  yes: IconCheck,
  no: IconX,
  'not-reached': IconMinus,
};

interface RungRowProps {
  project: string;
  rung: Rung;
  split: SplitSeen | null;
  colours: ReadonlyMap<string, string>;
  zone: string;
}

function RungRow({ project, rung, split, colours, zone }: RungRowProps) {
  const sign = signOf(rung);
  const Icon = icons[sign];
  return (
    <li
      className={css.rung}
      data-sign={sign}
      data-blocks={(sign === 'no' && rung.outcome === 'decided') || undefined}
      data-kind={rung.kind}
      data-decided={rung.outcome === 'decided' || undefined}
    >
      <span className={css.sign} role="img" aria-label={signWords[sign]}>
        <Icon size={14} />
      </span>
      <div className={css.rungBody}>
        <div className={css.rungHead}>
          <h3>
            <Question project={project} rung={rung} />
          </h3>
          {rung.outcome === 'decided' ? <span className={css.decided}>decides</span> : null}
        </div>
        <p>
          {sign === 'not-reached'
            ? 'Not reached.'
            : withLocalTimes(rung.because, (at) => absoluteTime(at, zone))}
        </p>
        {rung.conditions?.length ? <Conditions conditions={rung.conditions} /> : null}
        {rung.bucket === undefined || split === null ? null : (
          <BucketBar bucket={rung.bucket} split={split} colours={colours} />
        )}
      </div>
    </li>
  );
}

function Question({ project, rung }: { project: string; rung: Rung }) {
  const { kind, flag, ruleId } = rung;
  if (kind === 'prerequisite' && flag !== undefined)
    return (
      <>
        Is the required flag{' '}
        <Link to="/projects/$project/flags/$flag" params={{ project, flag }} className={css.inlineLink ?? ''}>
          {flag}
        </Link>{' '}
        met?
      </>
    );
  return (
    <>
      {questionOf(rung)}
      {ruleId ? <span className="sw-mono sw-muted"> {ruleId}</span> : null}
    </>
  );
}

function Conditions({ conditions }: { conditions: NonNullable<Rung['conditions']> }) {
  return (
    <ul className={css.conditions}>
      {conditions.map((condition, index) => {
        const sign = condition.holds ? 'yes' : 'no';
        const Icon = icons[sign];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two conditions may read alike.
          <li key={index} data-sign={sign}>
            <span className={css.sign} role="img" aria-label={condition.holds ? 'holds' : 'does not hold'}>
              <Icon size={12} />
            </span>
            <span>{condition.text}</span>
            {'actual' in condition ? (
              <span className={css.actual}>it is {valueText(condition.actual)}</span>
            ) : (
              isOnSegment(condition.text) || <span className={css.actual}>not given</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The engine tells of membership without a value. */
function isOnSegment(text: string): boolean {
  return /^(not )?in segment "/.test(text);
}

interface BucketBarProps {
  bucket: number;
  split: SplitSeen;
  colours: ReadonlyMap<string, string>;
}

const BUCKETS = 100_000;

/** Where the bucket falls among the weights. */
function BucketBar({ bucket, split: { by, slices }, colours }: BucketBarProps) {
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
