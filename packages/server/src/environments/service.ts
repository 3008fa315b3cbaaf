import type {
  Environment,
  EnvironmentDraft,
  EnvironmentEdit,
  ExplainRequest,
  Explanation,
  Override,
  Promotion,
} from '@slipway/api';
import type { z } from 'zod';
import { matchGuard } from '../changes/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Answer, Author } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { environmentNotFound, findProjectId, HISTORY_DAYS, type Mutations } from '../rulesets/index.ts';
import { explain } from './explain.ts';
import {
  environmentAnswer,
  environmentCreation,
  environmentDeletion,
  environmentEdition,
  environmentOf,
  type OnDelete,
} from './mutations.ts';
import { readOverrides } from './overrides.ts';
import { type PromotionRequest, type PromotionWrite, previewOf, promotionOf } from './promotion.ts';
import { findEnvironment, listEnvironmentRows } from './store.ts';

interface EnvironmentAt {
  project: string;
  environment: string;
}

/** Who asks for a write, why, and what they have read before. */
interface Write {
  author: Author;
  reason?: string | undefined;
  ifMatch: string | null;
}

export interface Environments {
  /** `visible`: keys of the environments that there are for who asks; null = all. */
  list(
    project: string,
    page: PageRequest,
    visible: readonly string[] | null,
  ): Promise<Answer<Page<Environment>>>;
  create(
    project: string,
    draft: z.infer<typeof EnvironmentDraft>,
    author: Author,
  ): Promise<Answer<Environment>>;
  get(at: EnvironmentAt): Promise<Answer<Environment>>;
  update(
    at: EnvironmentAt,
    edit: z.infer<typeof EnvironmentEdit>,
    write: Write,
  ): Promise<Answer<Environment>>;
  remove(at: EnvironmentAt, write: Write): Promise<Answer<undefined>>;
  overrides(at: EnvironmentAt, page: PageRequest): Promise<Answer<Page<Override>>>;
  previewPromotion(request: PromotionRequest): Promise<Answer<Promotion>>;
  promote(request: PromotionRequest, write: PromotionWrite): Promise<Answer<Promotion>>;
  explain(at: EnvironmentAt, request: z.infer<typeof ExplainRequest>): Promise<Answer<Explanation>>;
}

export interface EnvironmentsDeps {
  db: Database;
  mutations: Mutations;
  /** Of the slice that runs environments. */
  onDelete: OnDelete;
  /** How far back answers can be explained. */
  historyDays?: number;
}

export function createEnvironments({
  db,
  mutations,
  onDelete,
  historyDays = HISTORY_DAYS,
}: EnvironmentsDeps): Environments {
  const request = (projectKey: string, { author, reason }: Omit<Write, 'ifMatch'>) =>
    ({ projectKey, scope: 'project', author, reason }) as const;
  return {
    async list(project, page, visible) {
      const projectId = await findProjectId(db.kysely, project);
      const rows = await listEnvironmentRows(db.kysely, projectId, page, visible);
      return { body: pageOf(rows, page.limit, environmentOf, ({ key }) => key) };
    },
    async get({ project, environment }) {
      const row = await findEnvironment(db.kysely, await findProjectId(db.kysely, project), environment);
      if (!row) throw environmentNotFound(project, environment);
      return environmentAnswer(row);
    },
    async create(project, { reason, run: _run, ...draft }, author) {
      const run = mutations.run(request(project, { author, reason }), environmentCreation(draft));
      const { reply, versions } = await run;
      return { ...reply, versions };
    },
    async update({ project, environment }, { name, base }, write) {
      const work = environmentEdition(environment, { name, base }, guardOf(write, environment));
      const { reply, versions } = await mutations.run(request(project, write), work);
      return { ...reply, versions };
    },
    async remove({ project, environment }, write) {
      const work = environmentDeletion(environment, guardOf(write, environment), onDelete);
      await mutations.run(request(project, write), work);
      return { body: undefined };
    },
    overrides: async (at, page) => ({ body: await readOverrides(db, at, page) }),
    previewPromotion: (wanted) => previewOf(db, wanted),
    promote: (wanted, write) => promotionOf(mutations, wanted, write),
    async explain(at, wanted) {
      const deps = { db: db.kysely, regex: mutations.regex, historyDays };
      return { body: await explain(deps, at, wanted) };
    },
  };
}

function guardOf({ ifMatch }: Write, key: string) {
  return matchGuard(ifMatch, `Environment "${key}"`);
}
