import type { Segment, SegmentDraft, SegmentEdit, SegmentOverrideWrite, SegmentState } from '@slipway/api';
import type { z } from 'zod';
import { matchGuard } from '../changes/index.ts';
import type { Database, Queries } from '../platform/db/index.ts';
import type { Answer, Author } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import {
  contentOf,
  environmentNotFound,
  findProjectId,
  type Mutated,
  type Mutations,
} from '../rulesets/index.ts';
import {
  INTERNAL_SEGMENT,
  missingSegment,
  segmentAnswer,
  segmentCreation,
  segmentDeletion,
  segmentEdition,
  segmentOf,
} from './definitions.ts';
import { load, overriding } from './overrides.ts';
import { segmentEtag, segmentStateView } from './states.ts';
import { findSegment, insertSegment, listSegmentRows, type SegmentRow } from './store.ts';

interface SegmentAt {
  project: string;
  segment: string;
}

interface SegmentStateAt extends SegmentAt {
  environment: string;
}

/** Who asks for a write, why, and what they have read before. */
interface Write {
  author: Author;
  reason?: string | undefined;
  ifMatch?: string | null;
}

export interface Segments {
  list(project: string, page: PageRequest): Promise<Answer<Page<Segment>>>;
  create(project: string, draft: z.infer<typeof SegmentDraft>, author: Author): Promise<Answer<Segment>>;
  get(at: SegmentAt): Promise<Answer<Segment>>;
  update(at: SegmentAt, edit: z.infer<typeof SegmentEdit>, write: Write): Promise<Answer<Segment>>;
  remove(at: SegmentAt, write: Write): Promise<Answer<undefined>>;
  getState(at: SegmentStateAt): Promise<Answer<SegmentState>>;
  putOverride(
    at: SegmentStateAt,
    body: z.infer<typeof SegmentOverrideWrite>,
    write: Write,
  ): Promise<Answer<SegmentState>>;
  dropOverride(at: SegmentStateAt, write: Write): Promise<Answer<SegmentState>>;
}

export function createSegments({ db, mutations }: { db: Database; mutations: Mutations }): Segments {
  return { ...segmentReads(db.kysely), ...definitionWrites(mutations), ...overrideWrites(mutations) };
}

function segmentReads(db: Queries): Pick<Segments, 'list' | 'get' | 'getState'> {
  const find = async ({ project, segment }: SegmentAt): Promise<SegmentRow> =>
    (await findSegment(db, await findProjectId(db, project), segment)) ?? missingSegment(project, segment);
  return {
    async list(project, page) {
      const rows = await listSegmentRows(db, await findProjectId(db, project), page);
      return { body: pageOf(rows, page.limit, segmentOf, ({ key }) => key) };
    },
    get: async (at) => segmentAnswer(await find(at)),
    async getState(at) {
      const states = await load(db, await find(at));
      const row = states.rows.find(({ key }) => key === at.environment);
      if (!row) throw environmentNotFound(at.project, at.environment);
      return { body: segmentStateView(states, row), etag: segmentEtag(row) };
    },
  };
}

function definitionWrites(mutations: Mutations): Pick<Segments, 'create' | 'update' | 'remove'> {
  const request = (projectKey: string, { author, reason }: Write) =>
    ({ projectKey, scope: 'project', author, reason }) as const;
  return {
    create(project, { key, name = key, description, content, reason }, author) {
      const work = segmentCreation(mutations, key, { name, description, content: contentOf(content) });
      return answered(mutations.run(request(project, { author, reason }), work));
    },
    update({ project, segment }, { name, description, content }, write) {
      const text = { name, description, content: contentOf(content) };
      const work = segmentEdition(mutations, segment, text, guardOf(write, segment));
      return answered(mutations.run(request(project, write), work));
    },
    async remove({ project, segment }, write) {
      const work = segmentDeletion(segment, guardOf(write, segment));
      const { versions } = await mutations.run(request(project, write), work);
      return { body: undefined, versions };
    },
  };
}

function overrideWrites(mutations: Mutations): Pick<Segments, 'putOverride' | 'dropOverride'> {
  const request = ({ project, environment }: SegmentStateAt, { author, reason }: Write) => ({
    projectKey: project,
    scope: { environments: [environment] },
    author,
    reason,
  });
  const guardAt = ({ segment, environment }: SegmentStateAt, write: Write) =>
    guardOf(write, `${segment}" in "${environment}`);
  return {
    putOverride: (at, { content }, write) =>
      answered(
        mutations.run(request(at, write), overriding(at.segment, contentOf(content), guardAt(at, write))),
      ),
    dropOverride: (at, write) =>
      answered(mutations.run(request(at, write), overriding(at.segment, null, guardAt(at, write)))),
  };
}

/** For a project that is being created. */
export async function insertInternalSegment(tx: Queries, projectId: number): Promise<void> {
  await insertSegment(tx, {
    projectId,
    key: INTERNAL_SEGMENT,
    name: 'Internal',
    description: 'Those who build the product: they see it first.',
    content: { include: [], exclude: [], rules: [] },
  });
}

function guardOf({ ifMatch = null }: Write, what: string) {
  return matchGuard(ifMatch, `Segment "${what}"`);
}

async function answered<T>(mutated: Promise<Mutated<Answer<T>>>): Promise<Answer<T>> {
  const { reply, versions } = await mutated;
  return { ...reply, versions };
}
