import type { Override } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import { jsonOf, type KeysAfter, type OverridesOf, withBases } from '../rulesets/index.ts';
import { loadStatesOf } from './state-pages.ts';
import { etagOf, type FlagStates, standingOf } from './states.ts';

/** What an environment itself says of flags that are not archived, by key. */
export async function listFlagOverrides(
  db: Queries,
  { projectId, places, place }: OverridesOf,
  { after, limit }: KeysAfter,
): Promise<Override[]> {
  const rows = await db
    .selectFrom('flags as f')
    .innerJoin('flag_overrides as o', 'o.flag_id', 'f.id')
    .selectAll('f')
    .select('o.updated_at as overriddenAt')
    .where('f.project_id', '=', projectId)
    .where('f.archived_at', 'is', null)
    .where('o.environment_id', '=', place.id)
    .where('f.key', '>', after)
    .orderBy('f.key')
    .limit(limit)
    .execute();
  const at = new Map(rows.map(({ key, overriddenAt }) => [key, overriddenAt]));
  const states = await loadStatesOf(db, rows, withBases(places, [place.id]));
  return states.flatMap((one) => overrideOf(one, place.id, at.get(one.flag.key)));
}

function overrideOf(states: FlagStates, id: number, at: Date | undefined): Override[] {
  const row = states.rows.find((place) => place.id === id);
  if (!row || !at) return [];
  const { own, inherited } = standingOf(states, row);
  return [
    {
      kind: 'flag',
      key: states.flag.key,
      own: own?.config ? jsonOf(own.config) : null,
      inherited: jsonOf(inherited.config),
      killedHere: row.killed,
      updatedAt: at.toISOString(),
      etag: etagOf(row),
    },
  ];
}
