import type { Segment as SegmentContent } from '@slipway/engine';
import { type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';
import type { Place } from '../rulesets/index.ts';

export type SegmentRow = Selectable<Schema['segments']>;

export interface SegmentText {
  name: string;
  description: string;
  content: SegmentContent;
}

export async function listSegmentRows(
  db: Queries,
  projectId: number,
  { cursor = '', limit }: PageRequest,
): Promise<SegmentRow[]> {
  return db
    .selectFrom('segments')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('key', '>', cursor)
    .orderBy('key')
    .limit(limit + 1)
    .execute();
}

export async function findSegment(
  db: Queries,
  projectId: number,
  key: string,
): Promise<SegmentRow | undefined> {
  return selectSegment(db, projectId, key).executeTakeFirst();
}

/** `shared`: it stands still. `exclusive`: it is about to change. */
export async function lockSegment(
  tx: Queries,
  projectId: number,
  key: string,
  strength: 'shared' | 'exclusive',
): Promise<SegmentRow | undefined> {
  const query = selectSegment(tx, projectId, key);
  return (strength === 'shared' ? query.forShare() : query.forUpdate()).executeTakeFirst();
}

function selectSegment(db: Queries, projectId: number, key: string) {
  return db.selectFrom('segments').selectAll().where('project_id', '=', projectId).where('key', '=', key);
}

/** Undefined when the key is taken. */
export async function insertSegment(
  tx: Queries,
  segment: SegmentText & { projectId: number; key: string },
): Promise<SegmentRow | undefined> {
  const { projectId, key, name, description, content } = segment;
  return tx
    .insertInto('segments')
    .values({ project_id: projectId, key, name, description, content: JSON.stringify(content) })
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateSegmentRow(
  tx: Queries,
  id: number,
  { name, description, content }: SegmentText,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('segments')
    .set((set) => ({
      name,
      description,
      content: JSON.stringify(content),
      updated_at: at,
      revision: set('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

export async function deleteSegmentRow(tx: Queries, id: number): Promise<void> {
  await tx.deleteFrom('segments').where('id', '=', id).execute();
}

/** What one environment says of one segment. */
export interface SegmentStateRow extends Place {
  content: SegmentContent | null;
  /** 0 = there is no override. */
  revision: number;
  version: number;
}

/** A segment's overrides in all environments of its project, from one snapshot. */
export async function loadSegmentStateRows(
  db: Queries,
  segment: Pick<SegmentRow, 'id' | 'key' | 'project_id'>,
): Promise<SegmentStateRow[]> {
  const { rows } = await sql<SegmentStateRow>`
    select e.id, e.key, e.kind, e.base_id as "baseId", e.depth, o.content,
      coalesce(o.revision, 0) as revision, coalesce(x.version, 0) as version
    from environments e
    left join segment_overrides o on o.environment_id = e.id and o.segment_id = ${segment.id}
    left join ruleset_entries x on x.environment_id = e.id and x.kind = 'segment' and x.key = ${segment.key}
      and x.until_version is null
    where e.project_id = ${segment.project_id}
    order by e.depth, e.id`.execute(db);
  return rows;
}

export async function writeSegmentOverride(
  tx: Queries,
  environmentId: number,
  segmentId: number,
  content: SegmentContent | null,
  at: Date,
): Promise<void> {
  if (content === null)
    await tx
      .deleteFrom('segment_overrides')
      .where('environment_id', '=', environmentId)
      .where('segment_id', '=', segmentId)
      .execute();
  else
    await sql`
      insert into segment_overrides (environment_id, segment_id, content, updated_at)
      values (${environmentId}, ${segmentId}, ${JSON.stringify(content)}::jsonb, ${at})
      on conflict (environment_id, segment_id) do update set content = excluded.content,
        updated_at = excluded.updated_at, revision = segment_overrides.revision + 1`.execute(tx);
}

export interface SegmentUse {
  kind: 'flag' | 'segment';
  key: string;
  /** Null = the segment's content in the project. */
  environment: string | null;
}

/** Where flags and segments name this segment. */
export async function findSegmentUses(db: Queries, projectId: number, key: string): Promise<SegmentUse[]> {
  const names = sql`'$.rules[*].conditions[*] ? (@.segment == $key)', ${JSON.stringify({ key })}::jsonb`;
  const { rows } = await sql<SegmentUse>`
    select x.kind, x.key, e.key as environment
    from environments e
    join ruleset_entries x on x.environment_id = e.id and x.until_version is null
    where e.project_id = ${projectId} and jsonb_path_exists(x.value, ${names})
    union all
    select 'segment', key, null from segments
    where project_id = ${projectId} and jsonb_path_exists(content, ${names})
    order by 1, 2, 3`.execute(db);
  return rows.filter((use) => use.kind === 'flag' || use.key !== key);
}
