import { ProblemError, type Project, type ProjectDraft, type ProjectEdit } from '@slipway/api';
import type { z } from 'zod';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Answer, type Author, requireMatch } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { projectNotFound } from '../rulesets/index.ts';
import { insertInternalSegment } from '../segments/index.ts';
import {
  findProject,
  insertProject,
  listProjectRows,
  lockProjectRow,
  type ProjectRow,
  updateProjectRow,
} from './store.ts';

type Draft = z.infer<typeof ProjectDraft>;
type Edit = z.infer<typeof ProjectEdit>;

export interface Projects {
  /** `visible`: keys of the projects that there are for who asks; null = all. */
  list(page: PageRequest, visible: readonly string[] | null): Promise<Answer<Page<Project>>>;
  create(draft: Draft, author: Author): Promise<Answer<Project>>;
  get(key: string): Promise<Answer<Project>>;
  update(key: string, edit: Edit, ifMatch: string | null, author: Author): Promise<Answer<Project>>;
}

export function createProjects({ db }: { db: Database }): Projects {
  return {
    async list(page, visible) {
      const rows = await listProjectRows(db.kysely, page, visible);
      return { body: pageOf(rows, page.limit, projectOf, ({ key }) => key) };
    },
    create: (draft, author) => transaction(db, (tx) => create(tx, draft, author)),
    async get(key) {
      return answer((await findProject(db.kysely, key)) ?? missing(key));
    },
    update: (key, edit, ifMatch, author) => transaction(db, (tx) => update(tx, key, edit, ifMatch, author)),
  };
}

async function create(tx: Queries, draft: Draft, author: Author): Promise<Answer<Project>> {
  const { key, name = key, description = '', reason } = draft;
  const project = await insertProject(tx, { key, name, description });
  if (!project)
    throw new ProblemError('project-key-taken', `There is already a project "${key}". Choose another key.`);
  await insertInternalSegment(tx, project.id);
  const change = { projectId: project.id, author, reason, subject: 'project', key } as const;
  await record(tx, { ...change, action: 'create', before: null, after: { name, description } });
  return answer(project);
}

async function update(
  tx: Queries,
  key: string,
  { name, description, reason }: Edit,
  ifMatch: string | null,
  author: Author,
): Promise<Answer<Project>> {
  const project = (await lockProjectRow(tx, key)) ?? missing(key);
  requireMatch(ifMatch, etagOf(project), `Project "${key}"`);
  const before = { name: project.name, description: project.description };
  if (before.name === name && before.description === description) return answer(project);
  const updated = await updateProjectRow(tx, project.id, { name, description });
  const change = { projectId: project.id, author, reason, subject: 'project', key } as const;
  await record(tx, { ...change, action: 'update', before, after: { name, description } });
  return answer(updated);
}

function answer(project: ProjectRow): Answer<Project> {
  return { body: projectOf(project), etag: etagOf(project) };
}

function etagOf({ revision }: ProjectRow): string {
  return `"r${revision}"`;
}

function projectOf({ key, name, description, created_at }: ProjectRow): Project {
  return { key, name, description, createdAt: created_at.toISOString() };
}

function missing(key: string): never {
  throw projectNotFound(key);
}
