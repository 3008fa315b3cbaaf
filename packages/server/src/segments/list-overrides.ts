import type { Override } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import { jsonOf, type KeysAfter, type OverridesOf, withBases } from '../rulesets/index.ts';
import { loadSegmentStatesOf } from './state-pages.ts';
import { overrideContent, type SegmentStates, segmentEtag, segmentStatesWith } from './states.ts';

/** What an environment itself says of segments, by key. */
export async function listSegmentOverrides(
  db: Queries,
  { projectId, places, place }: OverridesOf,
  { after, limit }: KeysAfter,
): Promise<Override[]> {
  const rows = await db
    .selectFrom('segments as s')
    .innerJoin('segment_overrides as o', 'o.segment_id', 's.id')
    .selectAll('s')
    .select('o.updated_at as overriddenAt')
    .where('s.project_id', '=', projectId)
    .where('o.environment_id', '=', place.id)
    .where('s.key', '>', after)
    .orderBy('s.key')
    .limit(limit)
    .execute();
  const at = new Map(rows.map(({ key, overriddenAt }) => [key, overriddenAt]));
  const states = await loadSegmentStatesOf(db, rows, withBases(places, [place.id]));
  return states.flatMap((one) => overrideOf(one, place.id, at.get(one.segment.key)));
}

function overrideOf(states: SegmentStates, id: number, at: Date | undefined): Override[] {
  const row = states.rows.find((place) => place.id === id);
  if (!row?.content || !at) return [];
  return [
    {
      kind: 'segment',
      key: states.segment.key,
      own: jsonOf(row.content),
      inherited: jsonOf(overrideContent(segmentStatesWith(states, id, null), id).content),
      killedHere: false,
      updatedAt: at.toISOString(),
      etag: segmentEtag(row),
    },
  ];
}
