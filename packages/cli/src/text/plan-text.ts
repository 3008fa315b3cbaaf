import type { Plan } from '@slipway/api';
import { revisionsText } from './run-text.ts';
import { pairs, table } from './table.ts';

/** What an environment would run, and from where. */
export function planText({
  blueprint,
  revisions,
  summary,
  seed,
  isDataReady,
  runtime,
  limits,
}: Plan): string {
  const data = seed === null ? '–' : `${seed}, ${isDataReady ? 'ready to be copied' : 'to be made first'}`;
  const facts = pairs([
    ['blueprint', `${blueprint}, run by ${runtime}`],
    ['data', summary.database === null ? '–' : data],
    ...limits.map((limit) => ['not isolated', limit] as const),
    ...summary.warnings.map(
      ({ file, line, message, remedy }) => ['note', `${file}:${line}: ${message} ${remedy}`] as const,
    ),
  ]);
  return [facts, revisionsText(revisions.services), partTable(summary)].join('\n\n');
}

function partTable({ services }: Plan['summary']): string {
  return table(
    ['RUNS', 'SERVICE', 'ROUTE', 'AFTER'],
    services.map(({ name, service, route, dependsOn }) => [
      name,
      service ?? '–',
      route?.path ?? '–',
      dependsOn.join(', ') || '–',
    ]),
  );
}
