import type { Segment as SegmentContent } from '@slipway/engine';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { type Place, placedRows } from '../rulesets/index.ts';
import { type SegmentStates, segmentStatesOf } from './states.ts';
import type { SegmentRow } from './store.ts';

interface Row {
  ofId: number;
  id: number;
  content: SegmentContent | null;
  revision: number;
  version: number;
}

/**
 * Many segments in the same environments, by one query. `places` holds with each environment what it inherits from.
 * Read the segments in the same snapshot.
 */
export async function loadSegmentStatesOf(
  db: Queries,
  segments: readonly SegmentRow[],
  places: readonly Place[],
): Promise<SegmentStates[]> {
  const found = placedRows(await loadRows(db, segments, places), places);
  return segments.map((segment) => segmentStatesOf(segment, found.get(segment.id) ?? []));
}

async function loadRows(
  db: Queries,
  segments: readonly SegmentRow[],
  places: readonly Place[],
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select s.id as "ofId", e.id, o.content, coalesce(o.revision, 0) as revision,
      coalesce(x.version, 0) as version
    from unnest(${segments.map(({ id }) => id)}::bigint[], ${segments.map(({ key }) => key)}::text[]) as s (id, key)
    cross join unnest(${places.map(({ id }) => id)}::bigint[]) as e (id)
    left join segment_overrides o on o.environment_id = e.id and o.segment_id = s.id
    left join ruleset_entries x on x.environment_id = e.id and x.kind = 'segment' and x.key = s.key
      and x.until_version is null`.execute(db);
  return rows;
}
