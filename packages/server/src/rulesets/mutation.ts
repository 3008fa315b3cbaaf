import type { RegexCompiler } from '@slipway/engine';
import { type ChangeDraft, record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { shareEffects } from './attribution.ts';
import { checkEffects } from './check.ts';
import type { Commits } from './commits.ts';
import { type NewVersion, planEffects, writeEffects } from './effects.ts';
import type { Judged } from './entries.ts';
import type { Touched } from './facts.ts';
import {
  databaseNow,
  environmentNotFound,
  type LockedProject,
  loadPlaces,
  lockEnvironments,
  lockProject,
} from './locks.ts';
import { judge } from './protection.ts';
import { type GuardedPlace, withDescendants } from './tree.ts';

/**
 * Whose rulesets a mutation may change. `project`: all, and it may change definitions and the tree itself. Otherwise
 * the named environments (`permanent`: every one of that kind) and all that inherit from them.
 */
export type Scope = 'project' | 'permanent' | { environments: readonly string[] };

export interface MutationRequest {
  projectKey: string;
  scope: Scope;
  author: Author;
  reason?: string | undefined;
  /** The change that this one takes back. */
  revertOf?: number | undefined;
  /** Default 10,000. */
  lockTimeoutMs?: number;
}

/** What a mutation stands on: everything it may touch is locked. */
export interface Ground {
  tx: Queries;
  project: LockedProject;
  /** The project's environments, in lock order. */
  places: readonly GuardedPlace[];
  /** The environments the request names, in lock order. */
  targets: readonly GuardedPlace[];
  /** The targets and all that inherit from them. */
  locked: readonly GuardedPlace[];
  /** The one instant of this mutation, by the database's clock. */
  at: Date;
}

export type SubjectChange = Pick<
  ChangeDraft,
  'action' | 'subject' | 'key' | 'environmentKey' | 'before' | 'after'
>;

/** What the work has done to definitions and overrides. No changes = nothing was done, nothing is audited. */
export interface Outcome<T> {
  touched: Touched;
  /** Environments whose rulesets may change; default all that are locked. */
  within?: readonly number[];
  changes: readonly SubjectChange[];
  /** Rulesets that end with their environment, and protection that is lowered: judged like effects, and written by the work itself. */
  also?: readonly Judged[];
  /** Read when everything is written, before commit. */
  reply: () => Promise<T>;
}

export interface Mutated<T> {
  reply: T;
  /** For `Slipway-Version`. */
  versions: Record<string, number>;
  changeIds: number[];
}

/** The one way in which flag state changes. */
export interface Mutations {
  readonly regex: RegexCompiler;
  run<T>(request: MutationRequest, work: (ground: Ground) => Promise<Outcome<T>>): Promise<Mutated<T>>;
}

/** What a mutation did to protected environments. */
export interface ProtectedChange {
  project: LockedProject;
  author: Author;
  at: Date;
  effects: readonly Judged[];
  changes: readonly (SubjectChange & { id: number })[];
}

/** Has to happen in the same transaction. */
export type OnProtectedChange = (tx: Queries, change: ProtectedChange) => Promise<void>;

export interface MutationsOptions {
  db: Database;
  commits: Commits;
  regex: RegexCompiler;
  onProtectedChange: OnProtectedChange;
}

const LOCK_TIMEOUT_MS = 10_000;

export function createMutations({ db, commits, regex, onProtectedChange }: MutationsOptions): Mutations {
  return {
    regex,
    run: async (request, work) => {
      const { at, versions, ...done } = await transaction(
        db,
        async (tx) => {
          const ground = await takeGround(tx, request);
          return {
            at: ground.at,
            ...(await carryOut(ground, request, { regex, onProtectedChange }, await work(ground))),
          };
        },
        { lockTimeoutMs: request.lockTimeoutMs ?? LOCK_TIMEOUT_MS },
      );
      commits.publish(versions.map((version) => ({ ...version, changedAt: at })));
      return { ...done, versions: versionsByKey(versions) };
    },
  };
}

async function takeGround(tx: Queries, { projectKey, scope }: MutationRequest): Promise<Ground> {
  const project = await lockProject(tx, projectKey, scope === 'project' ? 'exclusive' : 'shared');
  const places = await loadPlaces(tx, project.id);
  const targets = targetsOf(project, places, scope);
  const locked = withDescendants(places, idsOf(targets));
  await lockEnvironments(tx, idsOf(locked));
  return { tx, project, places, targets, locked, at: await databaseNow(tx) };
}

function targetsOf(project: LockedProject, places: readonly GuardedPlace[], scope: Scope): GuardedPlace[] {
  if (scope === 'project') return [...places];
  if (scope === 'permanent') return places.filter(({ kind }) => kind === 'permanent');
  const unknown = scope.environments.find((wanted) => !places.some(({ key }) => key === wanted));
  if (unknown !== undefined) throw environmentNotFound(project.key, unknown);
  return places.filter(({ key }) => scope.environments.includes(key));
}

interface CarriedOut<T> {
  reply: T;
  versions: NewVersion[];
  changeIds: number[];
}

/** Effects are known before they are written: where they reach a protected environment they are judged here. */
async function carryOut<T>(
  ground: Ground,
  request: MutationRequest,
  { regex, onProtectedChange }: Pick<MutationsOptions, 'regex' | 'onProtectedChange'>,
  outcome: Outcome<T>,
): Promise<CarriedOut<T>> {
  const { tx, project, locked, at } = ground;
  const { changes, also = [] } = outcome;
  if (changes.length === 0) {
    await judge(tx, [], changes);
    return { reply: await outcome.reply(), versions: [], changeIds: [] };
  }
  const effects = await planEffects(tx, project.id, outcome.within ?? idsOf(locked), outcome.touched);
  await checkEffects(tx, project.id, effects, regex);
  const guarded = await judge(tx, [...effects, ...also], changes);
  const versions = await writeEffects(tx, effects, at);
  const reply = await outcome.reply();
  const changeIds = await recordAll(ground, request, changes, versions);
  if (guarded.length > 0) {
    const made = changes.map((change, index) => ({ ...change, id: changeIds[index] ?? 0 }));
    await onProtectedChange(tx, { project, author: request.author, at, effects: guarded, changes: made });
  }
  return { reply, versions, changeIds };
}

async function recordAll(
  { tx, project, places, at }: Ground,
  { author, reason, revertOf }: MutationRequest,
  changes: readonly SubjectChange[],
  versions: readonly NewVersion[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const [change, effects] of shareEffects(places, changes, versions))
    ids.push(
      await record(tx, {
        ...change,
        projectId: project.id,
        author,
        reason,
        revertOf: revertOf ?? null,
        effects: effects.map(({ environment, version }) => ({ environment, version })),
        at,
      }),
    );
  return ids;
}

/** Bases come first. A header with every overlay of a large project would not pass through proxies. */
const MOST_VERSIONS = 40;

function versionsByKey(versions: readonly NewVersion[]): Record<string, number> {
  const shown = versions.slice(0, MOST_VERSIONS);
  return Object.fromEntries(shown.map(({ environment, version }) => [environment, version]));
}

function idsOf(places: readonly GuardedPlace[]): number[] {
  return places.map(({ id }) => id);
}
