import {
  type Branch,
  ProblemError,
  type RepositoryCredential,
  type Service,
  type ServiceDraft,
  type ServiceEdit,
} from '@slipway/api';
import type { z } from 'zod';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Answer, type Author, requireMatch } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import type { Secrets } from '../platform/secrets/index.ts';
import { findProjectId } from '../rulesets/index.ts';
import type { BranchFacts, Source } from '../sources/index.ts';
import { missingService } from './missing.ts';
import {
  fromRepository,
  hasSameOrigin,
  repositoryOf,
  requireFetchable,
  sealCredential,
} from './repositories.ts';
import {
  blueprintsKeptIn,
  deleteServiceRow,
  findServiceRow,
  insertServiceRow,
  listServiceRows,
  lockServiceRow,
  type ServiceRow,
  type ServiceText,
  setCredential,
  updateServiceRow,
} from './store.ts';
import { createVariables, type Variables } from './variables.ts';

export interface ServiceAt {
  project: string;
  service: string;
}

/** Who asks for a write, why, and what they have read before. */
interface Write {
  author: Author;
  reason?: string | undefined;
  ifMatch?: string | null;
}

export interface Services {
  readonly variables: Variables;
  list(project: string, page: PageRequest): Promise<Answer<Page<Service>>>;
  create(project: string, draft: z.infer<typeof ServiceDraft>, author: Author): Promise<Answer<Service>>;
  get(at: ServiceAt): Promise<Answer<Service>>;
  update(at: ServiceAt, edit: z.infer<typeof ServiceEdit>, write: Write): Promise<Answer<Service>>;
  remove(at: ServiceAt, write: Write): Promise<Answer<undefined>>;
  putCredential(at: ServiceAt, credential: RepositoryCredential, author: Author): Promise<Answer<Service>>;
  branches(
    at: ServiceAt,
    wanted: { contains?: string | undefined; limit: number },
  ): Promise<Answer<{ items: Branch[] }>>;
}

export interface ServicesOptions {
  db: Database;
  source: Source;
  secrets: Secrets;
}

const FETCHED_WITHIN_MS = 10_000;

export function createServices(options: ServicesOptions): Services {
  const { db, source } = options;
  return {
    ...serviceReads(options),
    ...serviceWrites(options),
    variables: createVariables(options),
    create(project, draft, author) {
      const { key, reason } = draft;
      const text = textOf(key, draft);
      requireFetchable(source, text);
      return transaction(db, (tx) => create(tx, project, key, text, { author, reason }));
    },
  };
}

function serviceReads({ db, source, secrets }: ServicesOptions): Pick<Services, 'list' | 'get' | 'branches'> {
  const find = async ({ project, service }: ServiceAt): Promise<ServiceRow> =>
    (await findServiceRow(db.kysely, await findProjectId(db.kysely, project), service)) ??
    missingService(project, service);
  return {
    async list(project, page) {
      const rows = await listServiceRows(db.kysely, await findProjectId(db.kysely, project), page);
      return { body: pageOf(rows, page.limit, serviceOf, ({ key }) => key) };
    },
    get: async (at) => answer(await find(at)),
    async branches(at, wanted) {
      const row = await find(at);
      const branches = await fromRepository(async () => {
        const repository = repositoryOf(row, secrets);
        await source.fetch(repository, { maxAgeMs: FETCHED_WITHIN_MS });
        return source.branches(repository, wanted);
      });
      return { body: { items: branches.map((branch) => branchOf(branch, row.default_branch)) } };
    },
  };
}

function serviceWrites({
  db,
  source,
  secrets,
}: ServicesOptions): Pick<Services, 'update' | 'remove' | 'putCredential'> {
  return {
    update(at, edit, write) {
      const text = textOf(at.service, edit);
      requireFetchable(source, text);
      return transaction(db, (tx) => update(tx, at, text, write));
    },
    remove: (at, write) => transaction(db, (tx) => remove(tx, at, write)),
    putCredential: (at, credential, author) =>
      transaction(db, async (tx) => {
        const row = await lock(tx, at);
        const sealed = credential.kind === 'none' ? null : sealCredential(row.id, credential, secrets);
        const updated = await setCredential(tx, row.id, credential.kind, sealed);
        await recordService(tx, row.project_id, {
          author,
          key: row.key,
          action: 'set-credential',
          before: { credential: row.credential_kind },
          after: { credential: credential.kind },
        });
        return answer(updated);
      }),
  };
}

async function create(
  tx: Queries,
  project: string,
  key: string,
  text: ServiceText,
  { author, reason }: Write,
): Promise<Answer<Service>> {
  const projectId = await findProjectId(tx, project);
  const row = await insertServiceRow(tx, projectId, key, text);
  if (!row)
    throw new ProblemError(
      'service-key-taken',
      `Project "${project}" already has a service "${key}". Choose another key.`,
    );
  await recordService(tx, projectId, { author, reason, key, action: 'create', before: null, after: text });
  return answer(row);
}

/** A credential is for the server it was given for: another one never sees it. */
async function update(
  tx: Queries,
  at: ServiceAt,
  text: ServiceText,
  { author, reason, ifMatch = null }: Write,
): Promise<Answer<Service>> {
  const row = await lock(tx, at);
  requireMatch(ifMatch, etagOf(row), `Service "${row.key}"`);
  const before = factsOf(row);
  if (isSame(before, text)) return answer(row);
  const losesCredential = row.credential_kind !== 'none' && !hasSameOrigin(row.repository, text.repository);
  if (losesCredential) await setCredential(tx, row.id, 'none', null);
  const updated = await updateServiceRow(tx, row.id, text);
  const dropped = losesCredential ? { credential: 'none' } : {};
  await recordService(tx, row.project_id, {
    author,
    reason,
    key: row.key,
    action: 'update',
    before: losesCredential ? { ...before, credential: row.credential_kind } : before,
    after: { ...text, ...dropped },
  });
  return answer(updated);
}

async function remove(
  tx: Queries,
  at: ServiceAt,
  { author, reason, ifMatch = null }: Write,
): Promise<Answer<undefined>> {
  const row = await lock(tx, at);
  requireMatch(ifMatch, etagOf(row), `Service "${row.key}"`);
  const blueprints = await blueprintsKeptIn(tx, row.id);
  if (blueprints.length > 0)
    throw new ProblemError(
      'service-in-use',
      `The repository of "${row.key}" keeps the blueprint "${blueprints.join('", "')}". Change or remove it first.`,
    );
  await deleteServiceRow(tx, row.id);
  const change = { author, reason, key: row.key, action: 'delete', before: factsOf(row), after: null };
  await recordService(tx, row.project_id, change);
  return { body: undefined };
}

async function lock(tx: Queries, { project, service }: ServiceAt): Promise<ServiceRow> {
  const projectId = await findProjectId(tx, project);
  return (await lockServiceRow(tx, projectId, service, 'exclusive')) ?? missingService(project, service);
}

interface ServiceChange {
  author: Author;
  reason?: string | undefined;
  key: string;
  action: string;
  before: unknown;
  after: unknown;
}

async function recordService(tx: Queries, projectId: number, change: ServiceChange): Promise<void> {
  await record(tx, { projectId, subject: 'service', ...change });
}

function textOf(
  key: string,
  { name = key, repository, folder, defaultBranch }: z.infer<typeof ServiceEdit>,
): ServiceText {
  return { name, repository, folder, defaultBranch };
}

function factsOf({ name, repository, folder, default_branch }: ServiceRow): ServiceText {
  return { name, repository, folder, defaultBranch: default_branch };
}

function isSame(one: ServiceText, other: ServiceText): boolean {
  return (
    one.name === other.name &&
    one.repository === other.repository &&
    one.folder === other.folder &&
    one.defaultBranch === other.defaultBranch
  );
}

function answer(row: ServiceRow): Answer<Service> {
  return { body: serviceOf(row), etag: etagOf(row) };
}

function etagOf({ revision }: ServiceRow): string {
  return `"r${revision}"`;
}

function serviceOf(row: ServiceRow): Service {
  return {
    key: row.key,
    ...factsOf(row),
    credential: row.credential_kind,
    createdAt: row.created_at.toISOString(),
  };
}

function branchOf({ committedAt, ...branch }: BranchFacts, defaultBranch: string): Branch {
  return { ...branch, committedAt: committedAt.toISOString(), isDefault: branch.name === defaultBranch };
}
