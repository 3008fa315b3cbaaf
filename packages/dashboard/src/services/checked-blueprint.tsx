import { useDebouncedValue } from '@mantine/hooks';
import { type BlueprintSummary, checkBlueprint } from '@slipway/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../app/api.ts';
import { countText } from '../environments/environment-words.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Findings } from './findings.tsx';
import css from './services.module.css';

const SETTLES_MS = 400;

interface CheckedBlueprintProps {
  project: string;
  content: string;
  path: string;
}

/** What is wrong with it, line by line, and what Slipway makes of it; while one types. */
export function CheckedBlueprint({ project, content, path }: CheckedBlueprintProps) {
  const [settled] = useDebouncedValue(content, SETTLES_MS);
  const { data, error } = useQuery({
    queryKey: [checkBlueprint.id, { project }, settled, path],
    queryFn: ({ signal }) =>
      client.call(checkBlueprint, {
        params: { project },
        body: { content: settled, path: path.trim() || 'compose.yaml' },
        signal,
      }),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
  });
  if (error) return <ProblemNote error={error} />;
  if (!data || content.trim() === '') return null;
  const { findings, summary } = data;
  return (
    <div role="status" className={css.fields} style={{ gap: 8 }}>
      {findings.length > 0 ? (
        <div className={css.refused}>
          <strong>{countText(findings.length, 'thing has to change', 'things have to change')}</strong>
          <Findings findings={findings} />
        </div>
      ) : null}
      {summary === null ? null : <Made summary={summary} />}
      {summary !== null && summary.warnings.length > 0 ? (
        <div className={css.warned}>
          <strong>Not honoured</strong>
          <Findings findings={summary.warnings} />
        </div>
      ) : null}
    </div>
  );
}

function Made({ summary: { services, database } }: { summary: BlueprintSummary }) {
  return (
    <div className={css.made}>
      <StateMark look="applied" quiet>
        Slipway can run this
      </StateMark>
      <ul className={css.summary}>
        {services.map(({ name, service, route, dependsOn }) => (
          <li key={name}>
            <strong>{name}</strong> {service === null ? '' : `runs the code of ${service}`}
            {route === null ? ', inside only' : `, answers at ${route.path}`}
            {dependsOn.length === 0 ? '' : `, after ${dependsOn.join(', ')}`}
          </li>
        ))}
        <li>
          {database === null
            ? 'No database.'
            : `A database for ${database.service}, told by ${database.variable}; data: ${database.seeds.join(', ') || 'none'}.`}
        </li>
      </ul>
    </div>
  );
}
