import type { Evaluations } from '@slipway/api';
import { Empty } from '../ui/empty.tsx';
import { Show } from '../ui/loading.tsx';
import { TimeChart } from '../ui/time-chart.tsx';
import { type Mark, shortCount } from '../ui/time-series.ts';
import { VariantMark } from '../ui/variant-mark.tsx';
import { seriesOf, sharesOfEvaluations } from './health-series.ts';
import css from './health-tab.module.css';
import type { FlagHere } from './use-flag-here.ts';

interface HealthEvaluationsProps {
  here: FlagHere;
  of: { data: { body: Evaluations } | undefined; error: unknown; refetch: () => unknown };
  marks: readonly Mark[];
}

export function HealthEvaluations({ here, of, marks }: HealthEvaluationsProps) {
  return (
    <div className={`sw-panel ${css.chart}`}>
      <Show of={of} rows={8}>
        {({ body }) =>
          body.total === 0 ? (
            <NoEvaluations here={here} />
          ) : (
            <Chart here={here} evaluations={body} marks={marks} />
          )
        }
      </Show>
    </div>
  );
}

function Chart({
  here,
  evaluations,
  marks,
}: {
  here: FlagHere;
  evaluations: Evaluations;
  marks: readonly Mark[];
}) {
  const series = seriesOf(evaluations, here.flag, here.state.config.offVariant);
  return (
    <>
      <TimeChart
        label="Evaluations by variant"
        from={Date.parse(evaluations.from)}
        stepMs={evaluations.stepMs}
        series={series}
        kind="layers"
        format={shortCount}
        marks={marks}
        height={200}
      />
      <p className={css.totals}>
        <span>
          <strong>{evaluations.total.toLocaleString('en')}</strong> evaluations
        </span>
        {sharesOfEvaluations(series).map(({ name, colour, count, text }) => (
          <span key={name}>
            <VariantMark name={name} colour={colour} /> {count.toLocaleString('en')}{' '}
            <span className="sw-muted">{text}</span>
          </span>
        ))}
      </p>
    </>
  );
}

function NoEvaluations({ here: { flag, environment } }: { here: FlagHere }) {
  return (
    <Empty command={`slipway explain ${flag.key} -e ${environment.key}`}>
      Nobody asked for it in {environment.name} in this time. Counts arrive by themselves from every SDK that
      evaluates it.
    </Empty>
  );
}
