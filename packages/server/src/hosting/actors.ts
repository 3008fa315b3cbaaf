import type { RunState } from '@slipway/api';
import type { Log } from '../platform/db/index.ts';
import { hostedId } from '../runtimes/index.ts';
import { bringUp } from './bring-up.ts';
import { type Action, decide, type Facts, nextAttempt } from './decide.ts';
import { failureOf, StepFailed, Superseded } from './failure.ts';
import type { Node } from './node.ts';
import { openPass } from './pass.ts';
import type { BringUpDeps } from './prepared.ts';
import { type Room, type RoomFor, waitingFor } from './room.ts';
import {
  type Fence,
  type HostedChange,
  type HostedRow,
  listOfNode,
  nowInDatabase,
  sinceAsked,
  tidySteps,
  writeFenced,
} from './store.ts';

export interface ActorsDeps extends BringUpDeps {
  node: Node;
  room: Room;
  /** Deletes the flag environment of one whose time is over. */
  expire: (row: HostedRow) => Promise<void>;
  log: Log;
  now?: () => number;
}

/** Why an environment waits, for all to see. */
export interface Waiting {
  readonly position: number;
  readonly because: string;
}

/** One actor an environment, as long as this process acts for the node. */
export interface Actors {
  /** Looks at everything and does what is due. Never two at a time; a call meanwhile makes it look once more. */
  tick(): Promise<void>;
  waiting(hostedId: number): Waiting | null;
  /** Environments whose older services still answer while newer ones are being made. */
  isServing(hostedId: number): boolean;
  restarts(hostedId: number): ReadonlyMap<string, number>;
  /** Whether something is being done to it right now. */
  isBusy(hostedId: number): boolean;
  /** Ends work under way; environments keep running. */
  close(): Promise<void>;
}

interface Task {
  readonly kind: Action['kind'];
  readonly generation: number;
  readonly isQueued: boolean;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

export function createActors(deps: ActorsDeps): Actors {
  const { db, node, log, now = Date.now } = deps;
  const tasks = new Map<number, Task>();
  const waiting = new Map<number, Waiting>();
  const serving = new Set<number>();
  const restarts = new Map<number, Map<string, number>>();
  let isClosed = false;
  let ticking: Promise<void> | undefined;
  let isAskedAgain = false;

  const abortAll = (): void => {
    for (const { controller } of tasks.values()) controller.abort();
  };

  const begin = (row: HostedRow, action: Action): void => {
    const controller = new AbortController();
    const isQueued = action.kind === 'bring-up' && action.isQueued;
    const work = carryOut(deps, row, action, controller.signal).catch((error: unknown) => {
      if (!(error instanceof Superseded))
        log.error({ err: error, environment: row.slug }, 'an environment’s work failed');
    });
    const done = work.finally(() => {
      tasks.delete(row.id);
      void tick();
    });
    tasks.set(row.id, { kind: action.kind, generation: row.generation, isQueued, controller, done });
  };

  const countRestarts = (row: HostedRow, gone: readonly string[]): void => {
    const counts = restarts.get(row.id) ?? new Map<string, number>();
    for (const name of gone) counts.set(name, (counts.get(name) ?? 0) + 1);
    restarts.set(row.id, counts);
  };

  const look = async (row: HostedRow, roomFor: RoomFor): Promise<void> => {
    const task = tasks.get(row.id);
    if (task) {
      if (isStale(task, row)) task.controller.abort();
      return;
    }
    const gone = await exitedOf(deps, row);
    const action = decide(factsOf(row, gone.length > 0), now());
    if (action.kind === 'none') return;
    if (gone.length > 0) countRestarts(row, gone);
    if (action.kind !== 'bring-up') return begin(row, action);
    const because = roomFor(row, action.isQueued);
    if (because !== null) {
      waiting.set(row.id, { position: waiting.size + 1, because });
      return;
    }
    if (await isRunningOlder(deps, row)) serving.add(row.id);
    begin(row, action);
  };

  const lookAtAll = async (): Promise<void> => {
    if (isClosed) return;
    if (!node.isHeld()) return abortAll();
    // What was worked on while the rows were read may stand in them as it was before.
    const busy = new Set(tasks.keys());
    const rows = await listOfNode(db.kysely, node.id);
    waiting.clear();
    const running = [...tasks.values()].filter(({ isQueued }) => isQueued).length;
    const roomFor = await waitingFor(deps.room, running);
    for (const row of rows) {
      if (busy.has(row.id) && !tasks.has(row.id)) continue;
      if (servesNoMore(row.state)) serving.delete(row.id);
      await look(row, roomFor).catch((error: unknown) =>
        log.error({ err: error, environment: row.slug }, 'an environment could not be looked at'),
      );
    }
  };

  const tick = async (): Promise<void> => {
    isAskedAgain = true;
    ticking ??= (async () => {
      try {
        while (isAskedAgain) {
          isAskedAgain = false;
          await lookAtAll();
        }
      } catch (error) {
        log.debug({ err: error }, 'environments could not be looked at');
      } finally {
        ticking = undefined;
      }
    })();
    return ticking;
  };

  return {
    tick,
    waiting: (id) => waiting.get(id) ?? null,
    isServing: (id) => serving.has(id),
    restarts: (id) => restarts.get(id) ?? new Map(),
    isBusy: (id) => tasks.has(id),
    async close() {
      isClosed = true;
      abortAll();
      await Promise.all([...tasks.values()].map(({ done }) => done));
      await ticking;
    },
  };
}

function isAlive(state: string): boolean {
  return state === 'running' || state === 'starting';
}

/** Older services are stopped from here on. */
function servesNoMore(state: RunState): boolean {
  return !['queued', 'preparing', 'building'].includes(state);
}

function isStale({ kind, generation }: Task, row: HostedRow): boolean {
  return row.generation !== generation || (row.wanted === 'destroyed' && kind !== 'tear-down');
}

/** Services of a ready environment that do not run. */
async function exitedOf({ runtime }: ActorsDeps, row: HostedRow): Promise<string[]> {
  if (row.state !== 'ready' || row.wanted !== 'ready') return [];
  const statuses = await runtime.status(hostedId(row.id));
  const isUp = (name: string): boolean =>
    statuses.some((status) => status.name === name && isAlive(status.state));
  return row.model.services.map(({ name }) => name).filter((name) => !isUp(name));
}

function factsOf(row: HostedRow, hasExited: boolean): Facts {
  return {
    kind: row.kind,
    state: row.state,
    wanted: row.environment_id === null ? 'destroyed' : row.wanted,
    sleep: row.sleep,
    since: row.state_since.getTime(),
    nextAttemptAt: row.next_attempt_at?.getTime() ?? null,
    dataAction: row.data_action?.kind ?? null,
    expiresAt: row.expires_at?.getTime() ?? null,
    // What only others may approve does not go by itself.
    isKept: row.is_kept || row.isProtected,
    lastViewedAt: row.last_viewed_at?.getTime() ?? null,
    hasExited,
  };
}

async function isRunningOlder({ runtime }: ActorsDeps, row: HostedRow): Promise<boolean> {
  const statuses = await runtime.status(hostedId(row.id));
  return statuses.length > 0 && statuses.every(({ state }) => state === 'running');
}

async function carryOut(
  deps: ActorsDeps,
  row: HostedRow,
  action: Action,
  signal: AbortSignal,
): Promise<void> {
  const { db, node } = deps;
  const fence: Fence = { id: row.id, generation: row.generation, nodeId: node.id, holder: node.holder };
  try {
    await perform[action.kind](deps, row, { fence, signal, action });
  } catch (error) {
    if (error instanceof Superseded || signal.aborted) throw new Superseded();
    await fail(deps, row, fence, error);
  } finally {
    await tidySteps(db.kysely, row.id).catch(() => undefined);
  }
}

interface Doing {
  fence: Fence;
  signal: AbortSignal;
  action: Action;
}

type Perform = (deps: ActorsDeps, row: HostedRow, doing: Doing) => Promise<void>;

const perform: Readonly<Record<Action['kind'], Perform>> = {
  none: async () => undefined,
  async 'bring-up'(deps, row, { fence, signal }) {
    await tidySteps(deps.db.kysely, row.id);
    const pass = openPass(deps, row, fence, signal);
    if (row.state === 'ready') await pass.write({ attempts: 0 });
    await bringUp(deps, pass);
  },
  async fell({ runtime }, row) {
    const ended = (await runtime.status(hostedId(row.id))).filter(({ state }) => !isAlive(state));
    const words = ended.map((service) => `${service.name} (${service.ended ?? service.state})`).join(', ');
    throw new StepFailed({
      step: 'start',
      message: `Ended soon after the start: ${words}.`,
      remedy: 'Its log says why. Mend it and redeploy.',
    });
  },
  async resume({ db, runtime }, row, { fence }) {
    await runtime.resume(hostedId(row.id));
    await keep(writeFenced(db.kysely, fence, awake));
  },
  async snapshot({ db, databases }, row, { fence }) {
    if (row.data_action?.kind === 'snapshot')
      await databases.snapshot(hostedId(row.id), row.data_action.name);
    await keep(writeFenced(db.kysely, fence, { data_action: null }));
  },
  async sleep({ db, runtime }, row, { fence, action }) {
    const how = action.kind === 'sleep' ? action.how : 'stopped';
    await (how === 'paused' ? runtime.pause(hostedId(row.id)) : runtime.stop(hostedId(row.id)));
    await keep(writeFenced(db.kysely, fence, { state: 'sleeping', sleep: how, state_since: nowInDatabase }));
  },
  async want({ db }, _row, { fence, action }) {
    if (action.kind === 'want') await keep(writeFenced(db.kysely, fence, { wanted: action.wanted }));
  },
  expire: (deps, row) => deps.expire(row),
  async 'tear-down'({ db, runtime, databases }, row, { fence }) {
    await runtime.destroy(hostedId(row.id));
    await databases.destroy(hostedId(row.id));
    const ended = {
      state: 'destroyed',
      state_since: nowInDatabase,
      ended_at: nowInDatabase,
      sleep: null,
    } satisfies HostedChange;
    await keep(writeFenced(db.kysely, fence, ended));
  },
};

const awake: HostedChange = { state: 'ready', sleep: null, state_since: nowInDatabase, ready_ms: sinceAsked };

async function keep(written: Promise<boolean>): Promise<void> {
  if (!(await written)) throw new Superseded();
}

/** Told, and tried again a few times; tearing down is tried for ever. */
async function fail(
  { db, now = Date.now }: ActorsDeps,
  row: HostedRow,
  fence: Fence,
  error: unknown,
): Promise<void> {
  const attempts = row.attempts + 1;
  const isEnding = row.wanted === 'destroyed';
  const next = nextAttempt(isEnding ? Math.min(attempts, 2) : attempts, now());
  const failure = { ...failureOf(row.state, error), at: new Date(now()).toISOString() };
  await keep(
    writeFenced(db.kysely, fence, {
      state: isEnding ? 'destroying' : 'failed',
      state_since: nowInDatabase,
      attempts,
      next_attempt_at: next === null ? null : new Date(next),
      failure: JSON.stringify(failure),
      data_action: row.data_action?.kind === 'snapshot' ? null : JSON.stringify(row.data_action),
    }),
  );
}
