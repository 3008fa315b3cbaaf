import {
  type Blueprint,
  type BlueprintDraft,
  type BlueprintEdit,
  type BlueprintFinding,
  type BlueprintSummary,
  ProblemError,
} from '@slipway/api';
import type { z } from 'zod';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Answer, type Author, invalidRequest, requireMatch } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import type { Secrets } from '../platform/secrets/index.ts';
import { findProjectId } from '../rulesets/index.ts';
import { lockServiceRow, missingService } from '../services/index.ts';
import type { Source } from '../sources/index.ts';
import { requireKept, requireRunnable } from './kept.ts';
import { parseBlueprint } from './parse.ts';
import {
  type BlueprintRow,
  deleteBlueprintRow,
  environmentsOf,
  findBlueprintRow,
  insertBlueprintRow,
  listBlueprintRows,
  lockBlueprintRow,
  updateBlueprintRow,
} from './store.ts';

interface BlueprintAt {
  project: string;
  blueprint: string;
}

interface Write {
  author: Author;
  reason?: string | undefined;
  ifMatch?: string | null;
}

interface Checked {
  findings: BlueprintFinding[];
  summary: BlueprintSummary | null;
}

export interface Blueprints {
  list(project: string, page: PageRequest): Promise<Answer<Page<Blueprint>>>;
  create(project: string, draft: z.infer<typeof BlueprintDraft>, author: Author): Promise<Answer<Blueprint>>;
  get(at: BlueprintAt): Promise<Answer<Blueprint>>;
  update(at: BlueprintAt, edit: z.infer<typeof BlueprintEdit>, write: Write): Promise<Answer<Blueprint>>;
  remove(at: BlueprintAt, write: Write): Promise<Answer<undefined>>;
  check(project: string, file: { content: string; path: string }): Promise<Answer<Checked>>;
}

export interface BlueprintsOptions {
  db: Database;
  source: Source;
  secrets: Secrets;
}

export function createBlueprints(options: BlueprintsOptions): Blueprints {
  const { db } = options;
  return {
    ...blueprintReads(db.kysely),
    async create(project, { key, reason, ...fields }, author) {
      const text = await readDraft(options, project, key, fields);
      return transaction(db, (tx) => create(tx, project, key, text, { author, reason }));
    },
    async update(at, { reason: _, ...fields }, write) {
      const text = await readDraft(options, at.project, at.blueprint, fields);
      return transaction(db, (tx) => update(tx, at, text, write));
    },
    remove: (at, write) => transaction(db, (tx) => remove(tx, at, write)),
  };
}

function blueprintReads(db: Queries): Pick<Blueprints, 'list' | 'get' | 'check'> {
  return {
    async list(project, page) {
      const rows = await listBlueprintRows(db, await findProjectId(db, project), page);
      return { body: pageOf(rows, page.limit, blueprintOf, ({ key }) => key) };
    },
    async get(at) {
      return answer(
        (await findBlueprintRow(db, await findProjectId(db, at.project), at.blueprint)) ?? missing(at),
      );
    },
    async check(project, { content, path }) {
      await findProjectId(db, project);
      const { findings, summary } = parseBlueprint(content, path);
      return { body: { findings: [...findings], summary } };
    },
  };
}

/** What a blueprint says of itself, as the audit keeps it. */
interface Text {
  name: string;
  service: string | null;
  path: string;
  content: string | null;
}

/** Reads the file before anything is locked: a repository takes its time. */
async function readDraft(
  { db, source, secrets }: BlueprintsOptions,
  project: string,
  key: string,
  { name = key, service, path, content }: Omit<z.infer<typeof BlueprintEdit>, 'reason'>,
): Promise<Text> {
  const projectId = await findProjectId(db.kysely, project);
  if ((service === null) === (content === null))
    throw invalidRequest([
      {
        path: 'content',
        message: 'Give either the content, or the service whose repository keeps the file.',
      },
    ]);
  if (service !== null)
    await requireKept(db.kysely, { source, secrets }, { project, projectId, service, path });
  if (content !== null) requireRunnable(content, path);
  return { name, service, path, content };
}

async function create(
  tx: Queries,
  project: string,
  key: string,
  text: Text,
  { author, reason }: Write,
): Promise<Answer<Blueprint>> {
  const projectId = await findProjectId(tx, project);
  const serviceId = await keeperId(tx, project, projectId, text.service);
  const row = await insertBlueprintRow(tx, projectId, key, { ...text, serviceId });
  if (!row)
    throw new ProblemError(
      'blueprint-key-taken',
      `Project "${project}" already has a blueprint "${key}". Choose another key.`,
    );
  const change = { projectId, author, reason, subject: 'blueprint', key } as const;
  await record(tx, { ...change, action: 'create', before: null, after: text });
  return answer({ ...row, service: text.service });
}

async function update(
  tx: Queries,
  at: BlueprintAt,
  text: Text,
  { author, reason, ifMatch = null }: Write,
): Promise<Answer<Blueprint>> {
  const row = await lock(tx, at);
  requireMatch(ifMatch, etagOf(row), `Blueprint "${row.key}"`);
  const before = textOf(row);
  if (isSame(before, text)) return answer(row);
  const serviceId = await keeperId(tx, at.project, row.project_id, text.service);
  const updated = await updateBlueprintRow(tx, row.id, { ...text, serviceId });
  const change = { projectId: row.project_id, author, reason, subject: 'blueprint', key: row.key } as const;
  await record(tx, { ...change, action: 'update', before, after: text });
  return answer({ ...updated, service: text.service });
}

async function remove(
  tx: Queries,
  at: BlueprintAt,
  { author, reason, ifMatch = null }: Write,
): Promise<Answer<undefined>> {
  const row = await lock(tx, at);
  requireMatch(ifMatch, etagOf(row), `Blueprint "${row.key}"`);
  const environments = await environmentsOf(tx, row.id);
  if (environments.length > 0)
    throw new ProblemError(
      'blueprint-in-use',
      `The blueprint "${row.key}" is run by "${environments.join('", "')}". Destroy these environments first.`,
    );
  await deleteBlueprintRow(tx, row.id);
  const change = { projectId: row.project_id, author, reason, subject: 'blueprint', key: row.key } as const;
  await record(tx, { ...change, action: 'delete', before: textOf(row), after: null });
  return { body: undefined };
}

async function lock(tx: Queries, at: BlueprintAt): Promise<BlueprintRow> {
  return (await lockBlueprintRow(tx, await findProjectId(tx, at.project), at.blueprint)) ?? missing(at);
}

/** The service stays until the transaction has ended. */
async function keeperId(
  tx: Queries,
  project: string,
  projectId: number,
  service: string | null,
): Promise<number | null> {
  if (service === null) return null;
  const row = await lockServiceRow(tx, projectId, service, 'shared');
  return row?.id ?? missingService(project, service);
}

function textOf({ name, service, path, content }: BlueprintRow): Text {
  return { name, service, path, content };
}

function isSame(one: Text, other: Text): boolean {
  return (
    one.name === other.name &&
    one.service === other.service &&
    one.path === other.path &&
    one.content === other.content
  );
}

function answer(row: BlueprintRow): Answer<Blueprint> {
  return { body: blueprintOf(row), etag: etagOf(row) };
}

function etagOf({ revision }: BlueprintRow): string {
  return `"r${revision}"`;
}

function blueprintOf(row: BlueprintRow): Blueprint {
  return { key: row.key, ...textOf(row), createdAt: row.created_at.toISOString() };
}

function missing({ project, blueprint }: BlueprintAt): never {
  throw new ProblemError(
    'blueprint-not-found',
    `Project "${project}" has no blueprint "${blueprint}". GET /api/v1/projects/${project}/blueprints lists them.`,
  );
}
