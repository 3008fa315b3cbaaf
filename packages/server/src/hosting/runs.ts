import type { EnvironmentRun } from '@slipway/api';
import { sql } from 'kysely';
import type { Database } from '../platform/db/index.ts';
import { findProjectId } from '../rulesets/index.ts';
import { listHostedOf, listSteps } from './store.ts';
import { runOf, type ViewDeps } from './views.ts';

/** How a project’s environments run, by key; three queries, however many they are. */
export async function runsByKey(
  deps: ViewDeps & { db: Database },
  project: string,
  keys: readonly string[],
): Promise<Map<string, EnvironmentRun>> {
  const { kysely } = deps.db;
  const projectId = await findProjectId(kysely, project);
  const places = await kysely
    .selectFrom('environments')
    .select('id')
    .where('project_id', '=', projectId)
    .where('kind', '<>', 'permanent')
    .where('key', '=', sql<string>`any(${keys})`)
    .execute();
  const rows = await listHostedOf(kysely, idsOf(places));
  const steps = await listSteps(kysely, idsOf(rows));
  return new Map(
    rows.map((row) => [
      row.key,
      runOf(
        deps,
        row,
        steps.filter(({ hosted_id }) => hosted_id === row.id),
      ),
    ]),
  );
}

function idsOf(rows: readonly { id: number }[]): number[] {
  return rows.map(({ id }) => id);
}
