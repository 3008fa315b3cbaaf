import type { Promotion } from '@slipway/api';
import { canonicalJson, type Segment as SegmentContent } from '@slipway/engine';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import {
  type Ends,
  jsonOf,
  type LockedProject,
  type Place,
  type PromotionPart,
  type SubjectChange,
  withBases,
} from '../rulesets/index.ts';
import { missingSegment } from './definitions.ts';
import { loadSegmentStatesOf } from './state-pages.ts';
import { overrideContent, type SegmentStates, segmentStatesWith } from './states.ts';
import type { SegmentRow } from './store.ts';

interface Promoted {
  states: SegmentStates;
  content: SegmentContent;
  item: Promotion['items'][number];
}

/** `keys` null: every segment that `from` overrides. */
export async function readSegmentPromotion(
  db: Queries,
  project: LockedProject,
  { places, from, to }: Ends,
  keys: readonly string[] | null,
): Promise<PromotionPart> {
  const segments = keys
    ? await namedSegments(db, project, keys)
    : await overriddenSegments(db, project.id, from.id);
  const states = await loadSegmentStatesOf(db, segments, withBases(places, [from.id, to.id]));
  const promoted = states.flatMap((one) => promotedOf(one, from.id, to.id));
  return {
    items: promoted.map(({ item }) => item),
    async write(tx, at) {
      await writeContents(tx, to.id, promoted, at);
      return promoted.map((one) => changeOf(one, to));
    },
  };
}

function promotedOf(states: SegmentStates, fromId: number, toId: number): Promoted[] {
  const { content: before } = overrideContent(states, toId);
  const { content } = overrideContent(states, fromId);
  if (canonicalJson(before) === canonicalJson(content)) return [];
  const { key } = states.segment;
  return [
    { states, content, item: { kind: 'segment', key, before: jsonOf(before), after: jsonOf(content) } },
  ];
}

function changeOf({ states, content, item }: Promoted, to: Place): SubjectChange {
  return {
    action: 'promote',
    subject: 'segment-override',
    key: item.key,
    environmentKey: to.key,
    before: overrideContent(states, to.id),
    after: overrideContent(segmentStatesWith(states, to.id, content), to.id),
  };
}

async function namedSegments(
  db: Queries,
  project: LockedProject,
  keys: readonly string[],
): Promise<SegmentRow[]> {
  const rows = await selectSegments(db, project.id).where(sql<boolean>`key = any(${keys}::text[])`).execute();
  const unknown = keys.find((wanted) => !rows.some(({ key }) => key === wanted));
  return unknown === undefined ? rows : missingSegment(project.key, unknown);
}

function overriddenSegments(db: Queries, projectId: number, environmentId: number): Promise<SegmentRow[]> {
  const own = db
    .selectFrom('segment_overrides')
    .select('segment_id')
    .where('environment_id', '=', environmentId);
  return selectSegments(db, projectId).where('id', 'in', own).execute();
}

function selectSegments(db: Queries, projectId: number) {
  return db.selectFrom('segments').selectAll().where('project_id', '=', projectId).orderBy('key');
}

async function writeContents(
  tx: Queries,
  environmentId: number,
  promoted: readonly Promoted[],
  at: Date,
): Promise<void> {
  if (promoted.length === 0) return;
  const rows = promoted.map(({ states, content }) => ({ segment_id: states.segment.id, content }));
  await sql`
    insert into segment_overrides (environment_id, segment_id, content, updated_at)
    select ${environmentId}, x.segment_id, x.content, ${at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (segment_id bigint, content jsonb)
    on conflict (environment_id, segment_id) do update set content = excluded.content,
      updated_at = excluded.updated_at, revision = segment_overrides.revision + 1`.execute(tx);
}
