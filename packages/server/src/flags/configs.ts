import { type FlagState, ProblemError } from '@slipway/api';
import { canonicalJson, type FlagConfig } from '@slipway/engine';
import type { Guard } from '../changes/index.ts';
import type { Answer } from '../platform/http/index.ts';
import type { Ground, Outcome, SubjectChange } from '../rulesets/index.ts';
import {
  type Own,
  type Standing,
  withConfig,
  withEnabled,
  withKill,
  withoutConfig,
  withoutKill,
} from './decide.ts';
import { missingFlag, requireActive } from './definitions.ts';
import {
  contentOf,
  etagOf,
  type FlagStates,
  keyOf,
  standingOf,
  statesOf,
  statesWith,
  stateView,
} from './states.ts';
import { type FlagRow, loadStateRows, lockFlag, type StateRow, writeOwn } from './store.ts';

/** One flag in the environment that a mutation is about. */
interface Here extends Standing {
  flag: FlagRow;
  environment: StateRow;
  states: FlagStates;
  now: number;
}

/** The own state that shall hold, by what holds now; throws a refusal. */
export type Decide = (here: Here) => Own;

export const setting =
  (config: FlagConfig): Decide =>
  (here) => {
    requireActive(here.flag);
    return withConfig(here, config);
  };

export const dropping: Decide = (here) => {
  requireActive(here.flag);
  if (here.own?.config) return withoutConfig(here);
  throw new ProblemError(
    'override-not-found',
    `Environment "${here.environment.key}" has no config of its own for flag "${here.flag.key}": there is nothing to drop.`,
  );
};

export const switching =
  (enabled: boolean, schedule: 'keep' | 'discard' | undefined): Decide =>
  (here) => {
    requireActive(here.flag);
    const config = withEnabled(here.effective.config, enabled, schedule, here.now);
    if (config !== 'schedule-pending') return withConfig(here, config);
    throw new ProblemError(
      'schedule-pending',
      `Flag "${here.flag.key}" has schedule entries to come in environment "${here.environment.key}". Say "schedule": "keep" or "discard".`,
    );
  };

export const restoring: Decide = (here) => {
  const own = withoutKill(here);
  if (own === 'not-killed')
    throw new ProblemError(
      'not-killed',
      `Flag "${here.flag.key}" is not killed in environment "${here.environment.key}".`,
    );
  if (own !== 'inherited') return own;
  const base = keyOf(here.states, here.inherited.killedFrom);
  throw new ProblemError(
    'kill-inherited',
    `Flag "${here.flag.key}" is killed in environment "${base}", which "${here.environment.key}" inherits from. Restore it there.`,
  );
};

interface Mutation {
  key: string;
  action: string;
  decide: Decide;
  guard?: Guard;
}

/** Changes one flag in the ground's one target. Nothing to change = nothing is written. */
export function stateChange(mutation: Mutation): (ground: Ground) => Promise<Outcome<Answer<FlagState>>> {
  return async (ground) => {
    const { tx, project, targets, at } = ground;
    const states = await lockedStates(ground, mutation.key);
    const environment = states.rows.find(({ id }) => id === targets[0]?.id);
    if (!environment) throw new Error('The mutation has no target.');
    const here = {
      flag: states.flag,
      environment,
      states,
      now: at.getTime(),
      ...standingOf(states, environment),
    };
    const guarded = { tx, etag: etagOf(environment), content: contentOf(states, environment.id) };
    await mutation.guard?.(guarded);
    const own = mutation.decide(here);
    const changes = await write(ground, states, new Map([[environment.id, own]]), mutation.action);
    const reply = async () => answerOf(await reload(tx, states.flag), environment.id, project.key);
    return { touched: { flags: [mutation.key] }, changes, reply };
  };
}

/** Kills one flag in every target. */
export function killEverywhere(
  key: string,
): (ground: Ground) => Promise<Outcome<Answer<{ states: FlagState[] }>>> {
  return async (ground) => {
    const states = await lockedStates(ground, key);
    const targets = states.rows.filter(({ id }) => ground.targets.some((target) => target.id === id));
    const killed = targets.map((row) => [row.id, withKill(standingOf(states, row))] as const);
    const changes = await write(ground, states, new Map(killed), 'kill');
    const reply = async () => {
      const present = await reload(ground.tx, states.flag);
      const rows = present.rows.filter(({ id }) => targets.some((target) => target.id === id));
      return { body: { states: rows.map((row) => stateView(present, row)) } };
    };
    return { touched: { flags: [key] }, changes, reply };
  };
}

/** Writes the own states that differ and says what has changed where. */
async function write(
  { tx, at }: Ground,
  states: FlagStates,
  wanted: ReadonlyMap<number, Own>,
  action: string,
): Promise<SubjectChange[]> {
  const after = statesWith(states, wanted);
  const changed = states.rows.filter(
    (row) => wanted.has(row.id) && !isSame(standingOf(states, row).own, wanted.get(row.id) ?? null),
  );
  for (const row of changed) await writeOwn(tx, row.id, states.flag.id, wanted.get(row.id) ?? null, at);
  return changed.map(({ id, key }) => ({
    action,
    subject: 'flag-config',
    key: states.flag.key,
    environmentKey: key,
    before: contentOf(states, id),
    after: contentOf(after, id),
  }));
}

function isSame(a: Own, b: Own): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

async function lockedStates({ tx, project }: Ground, key: string): Promise<FlagStates> {
  const flag = (await lockFlag(tx, project.id, key, 'shared')) ?? missingFlag(project.key, key);
  return reload(tx, flag);
}

async function reload(tx: Ground['tx'], flag: FlagRow): Promise<FlagStates> {
  return statesOf(flag, await loadStateRows(tx, flag));
}

function answerOf(states: FlagStates, id: number, project: string): Answer<FlagState> {
  const row = states.rows.find((place) => place.id === id);
  if (!row) throw new Error(`Project "${project}" has lost an environment in mid-transaction.`);
  return { body: stateView(states, row), etag: etagOf(row) };
}
