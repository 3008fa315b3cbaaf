import type { Plan } from '@slipway/api';
import { Findings } from '../services/findings.tsx';
import { Skeletons } from '../ui/loading.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import css from './hosting.module.css';
import { Limits } from './limits.tsx';
import { Revisions } from './revisions.tsx';

interface PlanViewProps {
  plan: Plan | undefined;
  error: unknown;
  /** What is shown is of an earlier choice. */
  isStale: boolean;
  retry: () => void;
}

/** What it would run, before it runs. */
export function PlanView({ plan, error, isStale, retry }: PlanViewProps) {
  return (
    <section className={css.plan} aria-label="Plan" data-stale={(isStale && !error) || undefined}>
      <div className={css.planHead}>
        <h2>What it will run</h2>
      </div>
      {error ? <ProblemNote error={error} retry={retry} /> : plan ? <Planned plan={plan} /> : <Waiting />}
    </section>
  );
}

function Waiting() {
  return (
    <div className="sw-panel">
      <Skeletons rows={6} />
    </div>
  );
}

function Planned({ plan }: { plan: Plan }) {
  const { revisions, summary, seed, isDataReady, runtime, limits } = plan;
  return (
    <div className={css.form}>
      <Revisions revisions={revisions.services} />
      <p className={css.facts} style={{ fontSize: 13 }}>
        {summary.database === null ? (
          <span>No database.</span>
        ) : (
          <span>
            Data: {seed ?? 'empty'},{' '}
            {isDataReady ? 'ready, copied in a moment' : 'made first, which takes longer once'}.
          </span>
        )}
        <span>{routesWords(plan)}</span>
      </p>
      {summary.warnings.length > 0 ? (
        <div className={css.limits}>
          <p>Not everything of the blueprint is honoured</p>
          <Findings findings={summary.warnings} />
        </div>
      ) : null}
      <Limits runtime={runtime} limits={limits} />
    </div>
  );
}

function routesWords({ summary }: Plan): string {
  const routed = summary.services.filter(({ route }) => route !== null);
  if (routed.length === 0) return 'Nothing of it has an address.';
  return `Answers at ${routed.map(({ name, route }) => `${route?.path ?? '/'} (${name})`).join(', ')}.`;
}
