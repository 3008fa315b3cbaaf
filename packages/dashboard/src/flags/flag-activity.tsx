import { type Evaluations, getEvaluations } from '@slipway/api';
import { lazy, Suspense } from 'react';
import { useRead } from '../app/api.ts';
import { Time } from '../ui/time.tsx';
import { VariantMark } from '../ui/variant-mark.tsx';
import css from './flag-activity.module.css';
import { seriesOf, sharesOfEvaluations } from './health-series.ts';
import type { FlagHere } from './use-flag-here.ts';

const Sparkline = lazy(() => import('../ui/sparkline.tsx').then((module) => ({ default: module.Sparkline })));

/** How often it was asked for in the last day, and what was answered. */
export function FlagActivity({ here }: { here: FlagHere }) {
  const { project, flag, environment } = here;
  const params = { project, flag: flag.key, environment: environment.key };
  const { data, error } = useRead(getEvaluations, { params, query: { hours: 24 } });
  return (
    <div className={css.activity}>
      <h2 className={css.heading}>Evaluations, last 24 h</h2>
      {data ? <Activity here={here} evaluations={data.body} /> : null}
      {error && !data ? <p className="sw-muted">They could not be read.</p> : null}
    </div>
  );
}

function Activity({ here, evaluations }: { here: FlagHere; evaluations: Evaluations }) {
  const { total, lastAt } = evaluations;
  const series = seriesOf(evaluations, here.flag, here.state.config.offVariant);
  const shares = sharesOfEvaluations(series);
  const label = `Evaluations by variant in the last 24 hours: ${shares.map(({ name, text }) => `${name} ${text}`).join(', ') || 'none'}`;
  return (
    <>
      <div className={css.line}>
        <Suspense fallback={null}>
          <Sparkline series={series} label={label} />
        </Suspense>
      </div>
      <p className={css.facts}>
        <strong>{total.toLocaleString('en')}</strong>
        {shares.map(({ name, colour, text }) => (
          <span key={name} className={css.share}>
            <VariantMark name={name} colour={colour} /> {text}
          </span>
        ))}
        <span className="sw-muted">
          {lastAt === null ? (
            'never evaluated here, as far as counts are kept'
          ) : (
            <>
              last evaluated <Time at={lastAt} />
            </>
          )}
        </span>
      </p>
    </>
  );
}
