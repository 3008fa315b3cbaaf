import { SegmentedControl } from '@mantine/core';
import { getEvaluations, getOutcomes, listChanges } from '@slipway/api';
import { useMemo } from 'react';
import { useRead } from '../app/api.ts';
import { useRemembered } from '../app/remembered.ts';
import { Section } from '../ui/page.tsx';
import type { Mark } from '../ui/time-series.ts';
import { HealthEvaluations } from './health-evaluations.tsx';
import { HealthOutcomes } from './health-outcomes.tsx';
import { marksOf } from './health-series.ts';
import css from './health-tab.module.css';
import { ReceiptsPanel } from './receipts.tsx';
import type { FlagHere } from './use-flag-here.ts';

const spans = [
  { hours: 1, label: '1 h' },
  { hours: 24, label: '24 h' },
  { hours: 24 * 7, label: '7 d' },
  { hours: 24 * 30, label: '30 d' },
] as const;

/** What evaluations, reported outcomes and receipts say. Latency and deployments join below outcomes. */
export function HealthTab({ here }: { here: FlagHere }) {
  const { project, flag, environment } = here;
  const [remembered, remember] = useRemembered('health-hours', '24');
  const hours = spans.find((span) => String(span.hours) === remembered)?.hours ?? 24;
  const params = { project, flag: flag.key, environment: environment.key };
  const evaluations = useRead(getEvaluations, { params, query: { hours } });
  const outcomes = useRead(getOutcomes, { params, query: { hours } });
  const marks = useMarks(here);
  return (
    <>
      <div className={css.span}>
        <SegmentedControl
          aria-label="Over which time"
          value={String(hours)}
          onChange={remember}
          data={spans.map(({ hours: value, label }) => ({ value: String(value), label }))}
        />
      </div>
      <Section title="Evaluations by variant">
        <HealthEvaluations here={here} of={evaluations} marks={marks} />
      </Section>
      <Section title="Outcomes by variant">
        <HealthOutcomes here={here} of={outcomes} marks={marks} />
      </Section>
      <Section title="Receipts">
        <ReceiptsPanel project={project} environment={environment.key} />
      </Section>
    </>
  );
}

/** What was changed here lately; charts show what falls into their time. */
function useMarks({ project, flag, environment }: FlagHere): readonly Mark[] {
  const query = { flag: flag.key, environment: environment.key, limit: 200 };
  const { data } = useRead(listChanges, { params: { project }, query });
  return useMemo(() => marksOf(data?.body.items ?? []), [data]);
}
