import type { Outcomes } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/empty.tsx';
import { Show } from '../ui/loading.tsx';
import { TimeChart } from '../ui/time-chart.tsx';
import { type Mark, shareText } from '../ui/time-series.ts';
import { VariantMark } from '../ui/variant-mark.tsx';
import { type OutcomeRow, outcomeRows } from './health-series.ts';
import css from './health-tab.module.css';
import type { FlagHere } from './use-flag-here.ts';

interface HealthOutcomesProps {
  here: FlagHere;
  of: { data: { body: Outcomes } | undefined; error: unknown; refetch: () => unknown };
  marks: readonly Mark[];
}

export function HealthOutcomes({ here, of, marks }: HealthOutcomesProps) {
  return (
    <Show of={of} rows={5}>
      {({ body }) =>
        body.outcomes.length === 0 ? (
          <div className="sw-panel">
            <NoOutcomes here={here} />
          </div>
        ) : (
          <div className={css.outcomes}>
            {body.outcomes.map((outcome) => (
              <OutcomePanel
                key={outcome.outcome}
                name={outcome.outcome}
                rows={outcomeRows(outcome, here.flag, here.state.config.offVariant)}
                from={Date.parse(body.from)}
                stepMs={body.stepMs}
                marks={marks}
              />
            ))}
          </div>
        )
      }
    </Show>
  );
}

interface OutcomePanelProps {
  name: string;
  rows: readonly OutcomeRow[];
  from: number;
  stepMs: number;
  marks: readonly Mark[];
}

function OutcomePanel({ name, rows, from, stepMs, marks }: OutcomePanelProps) {
  return (
    <div className={`sw-panel ${css.chart}`}>
      <h3 className={css.outcome}>
        <code className="sw-mono">{name}</code> <span className={css.of}>share that was bad</span>
      </h3>
      <TimeChart
        label={`Rate of ${name} by variant`}
        from={from}
        stepMs={stepMs}
        series={rows.map(({ variant, colour, rates }) => ({ name: variant, colour, values: rates }))}
        kind="lines"
        format={shareText}
        detail={(index, step) => rows[index]?.detail(step) ?? ''}
        marks={marks}
        height={140}
      />
      <p className={css.totals}>
        {rows.map(({ variant, colour, bad, total, rate }) => (
          <span key={variant}>
            <VariantMark name={variant} colour={colour} />{' '}
            <strong>{rate === null ? 'nothing reported' : shareText(rate)}</strong>{' '}
            <span className="sw-muted">
              {bad.toLocaleString('en')} of {total.toLocaleString('en')}
            </span>
          </span>
        ))}
      </p>
    </div>
  );
}

function NoOutcomes({ here: { project, flag } }: { here: FlagHere }) {
  if (flag.observe)
    return (
      <Empty command={`client.track('checkout-error', context, { bad: false })`}>
        No outcome was reported in this time. Code reports one by OpenFeature’s “track”, and it counts for the
        variant that this context got.
      </Empty>
    );
  return (
    <Empty
      action={
        <Link
          className="sw-link"
          to="/projects/$project/flags/$flag"
          params={{ project, flag: flag.key }}
          search={{ tab: 'settings' }}
        >
          Observe it under Settings
        </Link>
      }
    >
      Outcomes are recorded for flags that are observed, and this one is not.
    </Empty>
  );
}
