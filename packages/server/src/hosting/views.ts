import type { EnvironmentRun, RunDetail, RunService, RunStep } from '@slipway/api';
import type { EnvironmentDatabases } from '../databases/index.ts';
import { hostedId, type Runtime, type ServiceStatus } from '../runtimes/index.ts';
import type { Actors } from './actors.ts';
import type { PublicAddresses } from './ports.ts';
import type { HostedRow, StepRow } from './store.ts';

export interface ViewDeps {
  actors: () => Actors | null;
  published: () => PublicAddresses;
  now: () => number;
}

/** Nothing heard for so long: whoever looked has gone. */
const SEEN_MS = 30_000;

export function runOf(deps: ViewDeps, row: HostedRow, steps: readonly StepRow[]): EnvironmentRun {
  const { state, sleep, generation, asked, revisions, seed, access } = row;
  const running = steps.filter((step) => step.state === 'running').at(-1);
  const waiting = deps.actors()?.waiting(row.id) ?? null;
  const isSeen = deps.now() - (row.last_viewed_at?.getTime() ?? 0) < SEEN_MS;
  return {
    blueprint: row.blueprint,
    runtime: row.runtime,
    state,
    since: row.state_since.toISOString(),
    generation,
    step: running ? stepOf(running) : null,
    queue: waiting,
    sleep,
    failure: row.failure,
    isReachable: row.isReachable,
    url: deps.published().urlOf(row.slug),
    asked,
    revisions,
    seed,
    expiresAt: row.expires_at?.toISOString() ?? null,
    isKept: row.is_kept,
    viewers: isSeen ? row.viewers : 0,
    lastViewedAt: row.last_viewed_at?.toISOString() ?? null,
    access,
    allowedAddresses: row.allowed_addresses,
    createdBy: row.created_by,
    readyMs: row.ready_ms,
  };
}

export function stepOf({ name, service, state, started_at, ended_at, detail, log }: StepRow): RunStep {
  const startedAt = started_at.toISOString();
  return { name, service, state, startedAt, endedAt: ended_at?.toISOString() ?? null, detail, log };
}

export interface DetailDeps extends ViewDeps {
  runtime: Runtime;
  databases: EnvironmentDatabases;
}

/** Of an environment that this node runs; of another's what the database knows. */
export async function detailOf(
  deps: DetailDeps,
  row: HostedRow,
  steps: readonly StepRow[],
  isOurs: boolean,
): Promise<RunDetail> {
  const { runtime, databases } = deps;
  const id = hostedId(row.id);
  const hasDatabase = isOurs && row.model.database !== null;
  const [statuses, sizeBytes, snapshots, logs] = await Promise.all([
    isOurs ? runtime.status(id) : [],
    hasDatabase ? databases.sizeBytes(id) : null,
    hasDatabase ? databases.snapshots(id) : [],
    isOurs ? runtime.logs(id) : [],
  ]);
  return {
    run: runOf(deps, row, steps),
    steps: steps.map(stepOf),
    services: servicesOf(deps, row, statuses),
    database: sizeBytes === null ? null : { sizeBytes, seed: row.seed, template: row.revisions.data },
    snapshots: snapshots.map((snapshot) => ({ ...snapshot, createdAt: snapshot.createdAt.toISOString() })),
    logs: [...logs],
    limits: [...runtime.limits],
  };
}

function servicesOf(deps: ViewDeps, row: HostedRow, statuses: readonly ServiceStatus[]): RunService[] {
  const restarts = deps.actors()?.restarts(row.id) ?? new Map<string, number>();
  return row.model.services.map(({ name, service, route }) => {
    const status = statuses.find((each) => each.name === name);
    return {
      name,
      service,
      state: status?.state ?? 'stopped',
      url: deps.published().serviceUrlOf(row.slug, { path: route?.path ?? null }),
      since: status?.startedAt?.toISOString() ?? null,
      restarts: restarts.get(name) ?? 0,
      memoryBytes: status?.memoryBytes ?? null,
    };
  });
}
