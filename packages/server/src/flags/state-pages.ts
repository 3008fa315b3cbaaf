import type { FlagConfig } from '@slipway/engine';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { type Place, placedRows } from '../rulesets/index.ts';
import { type FlagStates, statesOf } from './states.ts';
import type { FlagRow } from './store.ts';

interface Row {
  ofId: number;
  id: number;
  config: FlagConfig | null;
  killed: boolean;
  revision: number;
  version: number;
  at: Date | null;
  now: Date;
}

/**
 * Many flags in the same environments, by one query. `places` holds with each environment what it inherits from. Read
 * the flags in the same snapshot.
 */
export async function loadStatesOf(
  db: Queries,
  flags: readonly FlagRow[],
  places: readonly Place[],
): Promise<FlagStates[]> {
  const found = placedRows(await loadRows(db, flags, places), places);
  return flags.map((flag) => statesOf(flag, found.get(flag.id) ?? []));
}

async function loadRows(db: Queries, flags: readonly FlagRow[], places: readonly Place[]): Promise<Row[]> {
  const ids = flags.map(({ id }) => id);
  const keys = flags.map(({ key }) => key);
  const { rows } = await sql<Row>`
    select f.id as "ofId", e.id, o.config, coalesce(o.killed, false) as killed,
      coalesce(o.revision, 0) as revision, coalesce(x.version, 0) as version, x.at,
      date_trunc('milliseconds', clock_timestamp()) as now
    from unnest(${ids}::bigint[], ${keys}::text[]) as f (id, key)
    cross join unnest(${places.map(({ id }) => id)}::bigint[]) as e (id)
    left join flag_overrides o on o.environment_id = e.id and o.flag_id = f.id
    left join ruleset_entries x on x.environment_id = e.id and x.kind = 'flag' and x.key = f.key
      and x.until_version is null`.execute(db);
  return rows;
}
