import type { Explanation } from '@slipway/api';
import type { FlagConfig } from '@slipway/engine';
import { Link } from '@tanstack/react-router';
import { ruleWords } from '../flags/words.ts';
import { Words } from '../flags/words-view.tsx';
import { absoluteTime } from '../ui/time.tsx';
import { splitOf } from './bucket.ts';
import { BucketBar } from './bucket-bar.tsx';
import css from './explain.module.css';
import { RungConditions } from './rung-conditions.tsx';
import { RungMark } from './rung-mark.tsx';
import { questionOf, type Rung, signOf, signWords, verdictOf, withLocalTimes } from './rung-words.ts';

type Rule = FlagConfig['rules'][number];

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
          config={config}
          colours={colours}
          zone={zone}
        />
      ))}
    </ol>
  );
}

interface RungRowProps {
  project: string;
  rung: Rung;
  config: FlagConfig | null;
  colours: ReadonlyMap<string, string>;
  zone: string;
}

function RungRow({ project, rung, config, colours, zone }: RungRowProps) {
  const sign = signOf(rung);
  const rule = ruleOf(rung, config);
  const split = config === null ? null : splitOf(config, rung);
  return (
    <li
      className={css.rung}
      data-sign={sign}
      data-blocks={(sign === 'no' && rung.outcome === 'decided') || undefined}
      data-kind={rung.kind}
      data-decided={rung.outcome === 'decided' || undefined}
    >
      <RungMark sign={sign} words={signWords[sign]} size={14} />
      <div className={css.rungBody}>
        <div className={css.rungHead}>
          <h3>
            {rule && config ? (
              <>
                <Words of={ruleWords(rule, config.offVariant, { timeZone: zone })} colours={colours} />{' '}
                <span className="sw-mono sw-muted">{rule.id}</span>
              </>
            ) : (
              <Question project={project} rung={rung} />
            )}
          </h3>
          {rung.outcome === 'decided' ? <span className={css.decided}>decides</span> : null}
        </div>
        <p>
          {sign === 'not-reached'
            ? 'Not reached.'
            : withLocalTimes(rule ? verdictOf(rung) : rung.because, (at) => absoluteTime(at, zone))}
        </p>
        {rung.conditions?.length ? (
          <RungConditions traces={rung.conditions} written={rule?.conditions ?? []} zone={zone} />
        ) : null}
        {rung.bucket === undefined || split === null ? null : (
          <BucketBar bucket={rung.bucket} split={split} colours={colours} />
        )}
      </div>
    </li>
  );
}

function ruleOf({ kind, ruleId }: Rung, config: FlagConfig | null): Rule | undefined {
  return kind === 'rule' ? config?.rules.find(({ id }) => id === ruleId) : undefined;
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
