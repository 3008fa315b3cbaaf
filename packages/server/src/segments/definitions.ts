import { ProblemError, type Segment } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import type { Guard } from '../changes/index.ts';
import type { Answer } from '../platform/http/index.ts';
import {
  checkDefaultSegmentCycles,
  checkSegment,
  type Ground,
  type Mutations,
  type Outcome,
  writtenContent,
} from '../rulesets/index.ts';
import {
  deleteSegmentRow,
  findSegment,
  findSegmentUses,
  insertSegment,
  lockSegment,
  type SegmentRow,
  type SegmentText,
  updateSegmentRow,
} from './store.ts';

/** Exists in every project: those who build the product. */
export const INTERNAL_SEGMENT = 'internal';

type Work<T> = (ground: Ground) => Promise<Outcome<T>>;

export function segmentCreation(mutations: Mutations, key: string, text: SegmentText): Work<Answer<Segment>> {
  return async (ground) => {
    const { tx, project } = ground;
    await check(ground, mutations, key, text);
    if (!(await insertSegment(tx, { ...text, projectId: project.id, key })))
      throw new ProblemError(
        'segment-key-taken',
        `Project "${project.key}" already has a segment "${key}". Choose another key.`,
      );
    return {
      touched: { segments: [key] },
      changes: [{ action: 'create', subject: 'segment', key, before: null, after: textOf(text) }],
      reply: () => answerOf(ground, key),
    };
  };
}

export function segmentEdition(
  mutations: Mutations,
  key: string,
  text: SegmentText,
  guard: Guard,
): Work<Answer<Segment>> {
  return async (ground) => {
    const { tx, at } = ground;
    const segment = await locked(ground, key);
    const before = textOf(segment);
    const after = textOf(text);
    await guard({ tx, etag: etagOf(segment), content: before });
    const reply = () => answerOf(ground, key);
    if (canonicalJson(before) === canonicalJson(after)) return { touched: {}, changes: [], reply };
    await check(ground, mutations, key, text);
    await updateSegmentRow(tx, segment.id, text, at);
    const changes = [{ action: 'update', subject: 'segment', key, before, after } as const];
    return { touched: { segments: [key] }, changes, reply };
  };
}

export function segmentDeletion(key: string, guard: Guard): Work<undefined> {
  return async (ground) => {
    const { tx, project } = ground;
    const segment = await locked(ground, key);
    if (key === INTERNAL_SEGMENT)
      throw new ProblemError(
        'segment-reserved',
        `Segment "${INTERNAL_SEGMENT}" exists in every project. Empty it if nobody belongs to it.`,
      );
    await guard({ tx, etag: etagOf(segment), content: textOf(segment) });
    await requireUnused(tx, project.id, key);
    await deleteSegmentRow(tx, segment.id);
    return {
      touched: { segments: [key] },
      changes: [{ action: 'delete', subject: 'segment', key, before: textOf(segment), after: null }],
      reply: async () => undefined,
    };
  };
}

async function check(
  { tx, project }: Ground,
  { regex }: Mutations,
  key: string,
  text: SegmentText,
): Promise<void> {
  await checkDefaultSegmentCycles(tx, project.id, key, text.content);
  await checkSegment(tx, project.id, key, text.content, regex);
}

async function requireUnused(tx: Ground['tx'], projectId: number, key: string): Promise<void> {
  const uses = await findSegmentUses(tx, projectId, key);
  if (uses.length === 0) return;
  const text = uses
    .slice(0, 20)
    .map((use) => `${use.kind} "${use.key}"${use.environment === null ? '' : ` in "${use.environment}"`}`);
  throw new ProblemError(
    'segment-in-use',
    `Segment "${key}" is used by ${text.join(', ')}. Remove it there first.`,
  );
}

async function locked({ tx, project }: Ground, key: string): Promise<SegmentRow> {
  return (await lockSegment(tx, project.id, key, 'exclusive')) ?? missingSegment(project.key, key);
}

async function answerOf({ tx, project }: Ground, key: string): Promise<Answer<Segment>> {
  return segmentAnswer((await findSegment(tx, project.id, key)) ?? missingSegment(project.key, key));
}

export function missingSegment(project: string, key: string): never {
  throw new ProblemError(
    'segment-not-found',
    `Project "${project}" has no segment "${key}". GET /api/v1/projects/${project}/segments lists them.`,
  );
}

export function segmentAnswer(segment: SegmentRow): Answer<Segment> {
  return { body: segmentOf(segment), etag: etagOf(segment) };
}

export function segmentOf(segment: SegmentRow): Segment {
  const { key, name, description, content, created_at, updated_at } = segment;
  return {
    key,
    name,
    description,
    content: writtenContent(content),
    createdAt: created_at.toISOString(),
    updatedAt: updated_at.toISOString(),
  };
}

function textOf({ name, description, content }: SegmentText): SegmentText {
  return { name, description, content };
}

function etagOf({ revision }: SegmentRow): string {
  return `"r${revision}"`;
}
