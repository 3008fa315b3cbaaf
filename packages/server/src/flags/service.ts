import type {
  EnabledWrite,
  Flag,
  FlagConfigWrite,
  FlagDraft,
  FlagEdit,
  FlagOverview,
  FlagState,
  KillEverywhere,
  listFlagOverview,
  QueryOf,
} from '@slipway/api';
import type { z } from 'zod';
import { matchGuard } from '../changes/index.ts';
import type { Database, Queries } from '../platform/db/index.ts';
import type { Answer, Author } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import {
  configOf,
  environmentNotFound,
  findProjectId,
  type Mutated,
  type Mutations,
} from '../rulesets/index.ts';
import {
  type Decide,
  dropping,
  killEverywhere,
  restoring,
  setting,
  stateChange,
  switching,
} from './configs.ts';
import { withKill } from './decide.ts';
import { archiving, creation, edition, flagAnswer, flagOf, missingFlag, unarchiving } from './definitions.ts';
import { readOverview, readStatesIn } from './overview.ts';
import { etagOf, type FlagStates, statesOf, stateView } from './states.ts';
import { type FlagFilter, findFlag, listFlagRows, loadStateRows } from './store.ts';

interface FlagAt {
  project: string;
  flag: string;
}

interface StateAt extends FlagAt {
  environment: string;
}

/** Who asks for a write, why, and what they have read before. */
interface Write {
  author: Author;
  reason?: string | undefined;
  ifMatch?: string | null;
}

export interface Flags {
  list(project: string, filter: FlagFilter): Promise<Answer<Page<Flag>>>;
  overview(project: string, query: QueryOf<typeof listFlagOverview>): Promise<Answer<Page<FlagOverview>>>;
  create(project: string, draft: FlagDraft, author: Author): Promise<Answer<Flag>>;
  get(at: FlagAt): Promise<Answer<Flag>>;
  update(at: FlagAt, edit: FlagEdit, write: Write): Promise<Answer<Flag>>;
  archive(at: FlagAt, write: Write): Promise<Answer<Flag>>;
  unarchive(at: FlagAt, write: Write): Promise<Answer<Flag>>;
  listStates(at: FlagAt, page: PageRequest): Promise<Answer<Page<FlagState>>>;
  listStatesIn(
    at: Omit<StateAt, 'flag'>,
    page: PageRequest,
  ): Promise<Answer<Page<FlagState & { etag: string }>>>;
  getState(at: StateAt): Promise<Answer<FlagState>>;
  putConfig(at: StateAt, config: z.infer<typeof FlagConfigWrite>, write: Write): Promise<Answer<FlagState>>;
  dropOverride(at: StateAt, write: Write): Promise<Answer<FlagState>>;
  switch(at: StateAt, wanted: z.infer<typeof EnabledWrite>, write: Write): Promise<Answer<FlagState>>;
  kill(at: StateAt, write: Write): Promise<Answer<FlagState>>;
  killEverywhere(
    at: FlagAt,
    request: z.infer<typeof KillEverywhere>,
    author: Author,
  ): Promise<Answer<{ states: FlagState[] }>>;
  restore(at: StateAt, write: Write): Promise<Answer<FlagState>>;
}

export interface FlagsOptions {
  db: Database;
  mutations: Mutations;
}

/** A kill that cannot have its locks by then says so, rather than keep the person waiting. */
const KILL_LOCK_TIMEOUT_MS = 2_000;

export function createFlags({ db, mutations }: FlagsOptions): Flags {
  return {
    ...flagReads(db.kysely),
    ...pageReads(db),
    ...definitionWrites(mutations),
    ...stateWrites(mutations),
  };
}

type Reads = Pick<Flags, 'list' | 'get' | 'listStates' | 'getState'>;

function flagReads(db: Queries): Reads {
  const states = async ({ project, flag }: FlagAt): Promise<FlagStates> => {
    const projectId = await findProjectId(db, project);
    const row = (await findFlag(db, projectId, flag)) ?? missingFlag(project, flag);
    return statesOf(row, await loadStateRows(db, row));
  };
  return {
    async list(project, filter) {
      const rows = await listFlagRows(db, await findProjectId(db, project), filter);
      return { body: pageOf(rows, filter.limit, flagOf, ({ key }) => key) };
    },
    async get({ project, flag }) {
      const row = await findFlag(db, await findProjectId(db, project), flag);
      return flagAnswer(row ?? missingFlag(project, flag));
    },
    async listStates(at, { cursor = '', limit }) {
      const found = await states(at);
      const rows = [...found.rows].sort((a, b) => (a.key < b.key ? -1 : 1)).filter(({ key }) => key > cursor);
      return {
        body: pageOf(
          rows,
          limit,
          (row) => stateView(found, row),
          ({ key }) => key,
        ),
      };
    },
    async getState(at) {
      const found = await states(at);
      const row = found.rows.find(({ key }) => key === at.environment);
      if (!row) throw environmentNotFound(at.project, at.environment);
      return { body: stateView(found, row), etag: etagOf(row) };
    },
  };
}

function pageReads(db: Database): Pick<Flags, 'overview' | 'listStatesIn'> {
  return {
    overview: async (project, query) => ({ body: await readOverview(db, project, query) }),
    listStatesIn: async (at, page) => ({ body: await readStatesIn(db, at, page) }),
  };
}

type DefinitionWrites = Pick<Flags, 'create' | 'update' | 'archive' | 'unarchive'>;

function definitionWrites(mutations: Mutations): DefinitionWrites {
  const run = (projectKey: string, { author, reason }: Write, work: ReturnType<typeof archiving>) =>
    answered(mutations.run({ projectKey, scope: 'project', author, reason }, work));
  return {
    create: (project, draft, author) =>
      run(project, { author, reason: draft.reason }, creation(mutations, draft)),
    update: ({ project, flag }, edit, write) =>
      run(project, write, edition(mutations, flag, edit, guardOf(write, flag))),
    archive: ({ project, flag }, write) => run(project, write, archiving(flag, guardOf(write, flag))),
    unarchive: ({ project, flag }, write) => run(project, write, unarchiving(flag, guardOf(write, flag))),
  };
}

type StateWrites = Pick<
  Flags,
  'putConfig' | 'dropOverride' | 'switch' | 'kill' | 'killEverywhere' | 'restore'
>;

function stateWrites(mutations: Mutations): StateWrites {
  const change = ({ project, flag, environment }: StateAt, write: Write, action: string, decide: Decide) =>
    answered(
      mutations.run(
        { projectKey: project, scope: { environments: [environment] }, ...write, ...patienceFor(action) },
        stateChange({ key: flag, action, decide, guard: guardOf(write, `${flag}" in "${environment}`) }),
      ),
    );
  return {
    putConfig: (at, { reason, ...config }, write) =>
      change(at, { ...write, reason }, 'set', setting(configOf(config))),
    dropOverride: (at, write) => change(at, write, 'drop', dropping),
    switch: (at, { enabled, schedule, reason }, write) =>
      change(at, { ...write, reason }, 'switch', switching(enabled, schedule)),
    kill: (at, write) => change(at, write, 'kill', withKill),
    restore: (at, write) => change(at, write, 'restore', restoring),
    killEverywhere: ({ project, flag }, { environments, reason }, author) =>
      answered(
        mutations.run(
          {
            projectKey: project,
            scope: environments ? { environments } : 'permanent',
            author,
            reason,
            ...patienceFor('kill'),
          },
          killEverywhere(flag),
        ),
      ),
  };
}

function patienceFor(action: string): { lockTimeoutMs?: number } {
  return action === 'kill' || action === 'restore' ? { lockTimeoutMs: KILL_LOCK_TIMEOUT_MS } : {};
}

function guardOf({ ifMatch = null }: Write, what: string) {
  return matchGuard(ifMatch, `Flag "${what}"`);
}

async function answered<T>(mutated: Promise<Mutated<Answer<T>>>): Promise<Answer<T>> {
  const { reply, versions } = await mutated;
  return { ...reply, versions };
}
