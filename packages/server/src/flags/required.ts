import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Place } from '../rulesets/index.ts';
import { type VariantsOf, variantsIn } from './serving.ts';
import { loadStatesOf } from './state-pages.ts';
import { contentOf, type FlagStates } from './states.ts';
import type { FlagRow } from './store.ts';

/** What flags of a page require, with what that requires in turn, as far as the page does not have it itself. */
export async function loadRequired(
  tx: Queries,
  projectId: number,
  page: readonly FlagStates[],
  places: readonly Place[],
): Promise<FlagStates[]> {
  const wanted = new Set(page.flatMap(requiredBy));
  if (wanted.size === 0) return [];
  const onPage = new Set(page.map(({ flag }) => flag.key));
  const rows = await listRequiredRows(tx, projectId, [...wanted], places);
  return loadStatesOf(
    tx,
    rows.filter(({ key }) => !onPage.has(key)),
    places,
  );
}

/** What flags serve in an environment. An archived one serves nobody, even where it is shown. */
export function variantsAt(all: readonly FlagStates[], environmentId: number, now: number): VariantsOf {
  const present = new Map(
    all.flatMap((one) => (one.flag.archived_at === null ? [[one.flag.key, one] as const] : [])),
  );
  return variantsIn((key) => {
    const states = present.get(key);
    return states && contentOf(states, environmentId);
  }, now);
}

function requiredBy({ effective }: FlagStates): string[] {
  return [...effective.values()].flatMap(({ config }) => config.prerequisites.map(({ flag }) => flag));
}

/** One query, however long the chains are. */
async function listRequiredRows(
  tx: Queries,
  projectId: number,
  keys: readonly string[],
  places: readonly Place[],
): Promise<FlagRow[]> {
  const { rows } = await sql<FlagRow>`
    with recursive required (key) as (
      select unnest(${keys}::text[])
      union
      select p.value->>'flag'
      from required r
      join ruleset_entries x on x.key = r.key and x.kind = 'flag' and x.until_version is null
        and x.environment_id = any(${places.map(({ id }) => id)}::bigint[])
      cross join lateral jsonb_array_elements(x.value->'prerequisites') as p (value)
    )
    select f.* from flags f join required r on r.key = f.key
    where f.project_id = ${projectId} and f.archived_at is null`.execute(tx);
  return rows;
}
