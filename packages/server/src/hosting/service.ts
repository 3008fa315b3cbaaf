import {
  type Environment,
  type EnvironmentDifference,
  type EnvironmentDraft,
  type EnvironmentRun,
  type HostingQuota,
  type Plan,
  ProblemError,
  type RevisionSet,
  type RunDetail,
  type RunDraft,
} from '@slipway/api';
import { sql } from 'kysely';
import type { z } from 'zod';
import { record } from '../changes/index.ts';
import type { EnvironmentDatabases } from '../databases/index.ts';
import { findEnvironment } from '../environments/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Answer, Author } from '../platform/http/index.ts';
import { environmentNotFound, findProjectId, type Mutations } from '../rulesets/index.ts';
import { hostedId, type Runtime } from '../runtimes/index.ts';
import type { Source } from '../sources/index.ts';
import type { Actors } from './actors.ts';
import { copyOverrides } from './clone.ts';
import { createHosted } from './create.ts';
import { differenceOf } from './difference.ts';
import type { Node } from './node.ts';
import { type Planned, planRun } from './plan.ts';
import type { PublicAddresses, ServiceCatalogue } from './ports.ts';
import { memoryWords, type Room } from './room.ts';
import {
  findHostedOf,
  type HostedChange,
  type HostedRow,
  listSteps,
  lockHosted,
  nowInDatabase,
  writeHosted,
} from './store.ts';
import { detailOf, runOf } from './views.ts';

export interface HostingDeps {
  db: Database;
  mutations: Mutations;
  source: Source;
  catalogue: ServiceCatalogue;
  runtime: Runtime;
  databases: EnvironmentDatabases;
  room: Room;
  actors: () => Actors | null;
  node: Pick<Node, 'id'>;
  published: () => PublicAddresses;
  now: () => number;
}

export interface At {
  project: string;
  environment: string;
}

type Draft = z.infer<typeof EnvironmentDraft>;

export interface ActionRequest {
  at: At;
  author: Author;
  /** As the audit calls it. */
  action: string;
  reason?: string | undefined;
  /** What is written; throws ProblemError where that is not possible now. */
  change: (row: HostedRow) => HostedChange;
  /** What the audit keeps. Default nothing. */
  told?: (row: HostedRow) => unknown;
}

/** Environments that Slipway runs, as the API sees them. */
export interface Hosting {
  plan(project: string, request: { run: RunDraft; base: string | null }): Promise<Answer<Plan>>;
  create(project: string, draft: Draft & { run: RunDraft }, author: Author): Promise<Answer<Environment>>;
  redeploy(
    at: At,
    wanted: {
      services?: RunDraft['services'] | undefined;
      sameBranch?: string | null | undefined;
      reason?: string | undefined;
    },
    author: Author,
  ): Promise<Answer<EnvironmentRun>>;
  clone(
    at: At,
    wanted: { key: string; name?: string | undefined; reason?: string | undefined },
    author: Author,
  ): Promise<Answer<EnvironmentRun>>;
  act(request: ActionRequest): Promise<Answer<EnvironmentRun>>;
  detail(at: At): Promise<Answer<RunDetail>>;
  difference(at: At, to: string): Promise<Answer<EnvironmentDifference>>;
  quota(project: string): Promise<Answer<HostingQuota>>;
  /** Throws `snapshot-not-found`. */
  requireSnapshot(at: At, name: string): Promise<void>;
  /** Throws `snapshot-name-taken`. */
  requireNewSnapshot(at: At, name: string): Promise<void>;
  find(at: At): Promise<HostedRow>;
  run(at: At): Promise<EnvironmentRun>;
}

/** A plan that is looked at may be a little old; one that is carried out may not. */
const PLAN_AGE_MS = 10_000;
const CREATE_AGE_MS = 0;

export function createHosting(deps: HostingDeps): Hosting {
  const { db, mutations } = deps;

  const planned = async (
    projectId: number,
    run: RunDraft,
    base: string | null,
    maxAgeMs: number,
  ): Promise<Planned> =>
    planRun(deps, { projectId, run, base: await revisionsOf(db.kysely, projectId, base), maxAgeMs });

  const runOfRow = async (queries: Queries, row: HostedRow): Promise<EnvironmentRun> =>
    runOf(deps, row, await listSteps(queries, [row.id]));

  const find = async (at: At): Promise<HostedRow> => (await locate(db.kysely, at)).row;

  const requireRoom = async (tx: Queries): Promise<void> => {
    const { id } = deps.node;
    const { used } = await tx
      .selectFrom('hosted_environments')
      .select(sql<number>`count(*)::int`.as('used'))
      .where('node_id', '=', id)
      .where('state', 'not in', ['destroying', 'destroyed'])
      .executeTakeFirstOrThrow();
    const free = await deps.room.freeDiskBytes();
    const { environments, freeDiskBytes } = deps.room.most;
    if (used >= environments)
      throw new ProblemError(
        'quota-reached',
        `${used} environments are here, and there is room for ${environments}. Destroy one, or let the administrator raise --environments-most.`,
      );
    if (free < freeDiskBytes)
      throw new ProblemError(
        'quota-reached',
        `The disk has ${memoryWords(free)} left, and ${memoryWords(freeDiskBytes)} have to stay free. Destroy environments or make room.`,
      );
  };

  const act = async ({ at, author, action, reason, change, told }: ActionRequest) =>
    transaction(db, async (tx) => {
      const { row, projectId } = await locate(tx, at, true);
      requireAlive(row);
      await writeHosted(tx, row.id, change(row));
      await record(tx, {
        projectId,
        author,
        action,
        subject: 'environment',
        key: at.environment,
        environmentKey: at.environment,
        before: null,
        after: told?.(row) ?? null,
        reason,
      });
      const { row: after } = await locate(tx, at);
      return { body: await runOfRow(tx, after) };
    });

  return {
    find,
    act,
    run: async (at) => runOfRow(db.kysely, await find(at)),
    async plan(project, { run, base }) {
      const projectId = await findProjectId(db.kysely, project);
      return { body: await planView(deps, await planned(projectId, run, base, PLAN_AGE_MS), run) };
    },
    async create(project, { run, reason, ...rest }, author) {
      requireRunnable(rest.kind);
      const projectId = await findProjectId(db.kysely, project);
      const base = rest.base === undefined ? await defaultBase(db.kysely, projectId) : rest.base;
      const plan = await planned(projectId, run, base, CREATE_AGE_MS);
      const { id: nodeId } = deps.node;
      const creation = { draft: { ...rest, base }, run, planned: plan, nodeId, author, requireRoom };
      return createHosted(mutations, project, creation, reason);
    },
    async redeploy(at, { services, sameBranch, reason }, author) {
      const row = await find(at);
      const asked = askedAnew(row.asked, services, sameBranch);
      const base = await baseKeyOf(db.kysely, row);
      const plan = await planned(row.project_id, asked, base, CREATE_AGE_MS);
      const change = (): HostedChange => ({
        ...anew,
        asked: JSON.stringify(asked),
        revisions: JSON.stringify(plan.revisions),
        model: JSON.stringify(plan.model),
      });
      return act({ at, author, action: 'redeploy', reason, change, told: () => toldOf(plan.revisions) });
    },
    async clone(at, { key, name, reason }, author) {
      const row = await find(at);
      requireAlive(row);
      const source = row.environment_id ?? 0;
      const blueprint = await deps.catalogue.blueprint(row.project_id, row.blueprint);
      if (!blueprint) throw new ProblemError('not-possible-now', 'Its blueprint is gone. Redeploy it first.');
      const base = await baseKeyOf(db.kysely, row);
      const draft = { key, kind: row.kind, base, ...(name === undefined ? {} : { name }) };
      await createHosted(
        mutations,
        at.project,
        {
          draft,
          run: row.asked,
          planned: { blueprint, model: row.model, revisions: row.revisions, seed: row.seed },
          nodeId: row.node_id,
          author,
          requireRoom,
          also: (tx, id) => copyOverrides(tx, source, id),
          ...(row.model.database ? { dataAction: { kind: 'clone' as const, from: row.id } } : {}),
        },
        reason,
      );
      return { body: await runOfRow(db.kysely, await find({ project: at.project, environment: key })) };
    },
    async detail(at) {
      const row = await find(at);
      const isOurs = deps.node.id === row.node_id;
      return { body: await detailOf(deps, row, await listSteps(db.kysely, [row.id]), isOurs) };
    },
    async difference(at, to) {
      const row = await find(at);
      return { body: await differenceOf(deps, row, to) };
    },
    async quota(project) {
      await findProjectId(db.kysely, project);
      return { body: await quotaOf(deps) };
    },
    async requireSnapshot(at, name) {
      const found = await deps.databases.snapshots(hostedId((await find(at)).id));
      if (found.some((snapshot) => snapshot.name === name)) return;
      const names = found.map((snapshot) => snapshot.name).join(', ') || 'none';
      throw new ProblemError('snapshot-not-found', `There is no snapshot "${name}". There is: ${names}.`);
    },
    async requireNewSnapshot(at, name) {
      const found = await deps.databases.snapshots(hostedId((await find(at)).id));
      if (found.some((snapshot) => snapshot.name === name))
        throw new ProblemError(
          'snapshot-name-taken',
          `There is a snapshot "${name}" already. Choose another name.`,
        );
    },
  };
}

/** Written by everything that brings an environment up anew. */
export const anew: HostedChange = {
  wanted: 'ready',
  state: 'queued',
  state_since: nowInDatabase,
  asked_at: nowInDatabase,
  generation: sql<number>`generation + 1`,
  attempts: 0,
  next_attempt_at: null,
  failure: null,
};

interface Located {
  row: HostedRow;
  projectId: number;
}

async function locate(queries: Queries, { project, environment }: At, isLocked = false): Promise<Located> {
  const projectId = await findProjectId(queries, project);
  const found = await findEnvironment(queries, projectId, environment);
  if (!found) throw environmentNotFound(project, environment);
  if (isLocked) await lockHosted(queries, found.id);
  const row = await findHostedOf(queries, found.id);
  if (row) return { row, projectId };
  throw new ProblemError(
    'not-hosted',
    `Slipway does not run "${environment}": it only holds its flags. Environments that it runs are created from a blueprint.`,
  );
}

function requireAlive(row: HostedRow): void {
  if (row.wanted === 'destroyed')
    throw new ProblemError('environment-destroyed', `"${row.key}" is being destroyed. Create it anew.`);
  if (!row.isReachable)
    throw new ProblemError(
      'node-unreachable',
      `Node ${row.node_id}, which runs "${row.key}", was not heard of for half a minute. Start Slipway there, or destroy the environment.`,
    );
}

function requireRunnable(kind: Environment['kind']): void {
  if (kind === 'permanent')
    throw new ProblemError('invalid-request', 'A permanent environment is not run by Slipway.', [
      { path: 'kind', message: 'Choose on-demand, shared, demo or load-test, or leave "run" out.' },
    ]);
}

const STAGING = 'staging';

async function defaultBase(queries: Queries, projectId: number): Promise<string | null> {
  return (await findEnvironment(queries, projectId, STAGING)) ? STAGING : null;
}

async function baseKeyOf(queries: Queries, row: HostedRow): Promise<string | null> {
  const found = await findEnvironment(queries, row.project_id, row.key);
  return found?.base ?? null;
}

async function revisionsOf(
  queries: Queries,
  projectId: number,
  base: string | null,
): Promise<RevisionSet | null> {
  if (base === null) return null;
  const found = await findEnvironment(queries, projectId, base);
  if (!found) throw new ProblemError('environment-not-found', `The project has no environment "${base}".`);
  return (await findHostedOf(queries, found.id))?.revisions ?? null;
}

function askedAnew(
  present: RunDraft,
  services: RunDraft['services'] | undefined,
  sameBranch: string | null | undefined,
): RunDraft {
  const { sameBranch: before, ...rest } = present;
  const branch = sameBranch === undefined ? before : sameBranch;
  return { ...rest, services: services ?? present.services, ...(branch ? { sameBranch: branch } : {}) };
}

function toldOf({ services }: RevisionSet): unknown {
  return { services: services.map(({ service, branch, commit }) => ({ service, branch, commit })) };
}

async function planView(
  { databases, runtime }: HostingDeps,
  { golden, revisions, summary, seed }: Planned,
  run: RunDraft,
): Promise<Plan> {
  const isDataReady = golden === null || (await databases.hasTemplate(golden.template));
  return {
    blueprint: run.blueprint,
    revisions,
    summary,
    seed,
    isDataReady,
    runtime: runtime.kind,
    limits: [...runtime.limits],
  };
}

async function quotaOf({ db, room, actors, node: { id } }: HostingDeps): Promise<HostingQuota> {
  const rows = await db.kysely
    .selectFrom('hosted_environments')
    .select(['id', 'state'])
    .where('node_id', '=', id)
    .where('state', 'not in', ['destroying', 'destroyed'])
    .execute();
  const busy = rows.filter((row) => actors()?.isBusy(row.id));
  const waiting = rows.filter((row) => actors()?.waiting(row.id));
  return {
    environments: { used: rows.length, most: room.most.environments },
    memoryBytes: { used: room.memoryBytes(), most: room.most.memoryBytes },
    freeDiskBytes: { now: await room.freeDiskBytes(), floor: room.most.freeDiskBytes },
    builds: { running: busy.length, most: room.most.builds, waiting: waiting.length },
  };
}
