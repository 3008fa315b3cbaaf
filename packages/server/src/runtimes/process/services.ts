import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { RuntimeError, type ServiceRequest, type ServiceStatus, type StartRequest } from '../runtime.ts';
import type { Account } from './accounts.ts';
import { type Cgroups, memoryOf, oomKills } from './cgroups.ts';
import { endOf } from './commands.ts';
import { endProcess } from './ending.ts';
import { untilHealthy } from './health.ts';
import { type Isolation, launch } from './launch.ts';
import type { EnvironmentPlace } from './place.ts';
import { bootId, findProcess, send } from './proc.ts';
import type { Programs } from './programs.ts';
import {
  type ProcessRecord,
  processOf,
  readRecord,
  readRecords,
  removeRecord,
  writeRecord,
} from './records.ts';

export interface StartingDeps {
  readonly place: EnvironmentPlace;
  readonly account: Account | null;
  readonly cgroups: Cgroups;
  readonly programs: Programs;
  readonly isolation: Isolation;
  readonly ports: ReadonlyMap<string, number>;
  /** Where a service’s code is. */
  codeOf(service: string, artifact: string): string;
}

/** Control groups limit each service; the kernel’s other limit counts all of an account’s. */
const SERVICES_BESIDE = 8;

type OnStatus = ((service: string, state: ServiceStatus['state']) => void) | undefined;

/** What runs already with this generation stays; everything else is made so, in the order of dependence. */
export async function startServices(
  deps: StartingDeps,
  { generation, services }: StartRequest,
  signal: AbortSignal,
  onStatus: OnStatus,
): Promise<void> {
  const wanted = new Set(services.map(({ name }) => name));
  const old = readRecords(deps.place).filter(
    (record) => record.generation !== generation || !wanted.has(record.service),
  );
  await Promise.all(old.map((record) => stopService(deps, record)));
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const started = new Map<string, { isUp: Promise<void>; isHealthy: Promise<void> }>();
  const begin = (service: ServiceRequest): { isUp: Promise<void>; isHealthy: Promise<void> } => {
    const known = started.get(service.name);
    if (known) return known;
    const waits = service.after.flatMap(({ name, isHealthy }) => {
      const other = services.find((each) => each.name === name);
      if (!other) return [];
      const begun = begin(other);
      return [isHealthy ? begun.isHealthy : begun.isUp];
    });
    const isUp = Promise.all(waits).then(() => bringUp(deps, service, generation, either));
    const isHealthy = isUp.then(async () => {
      onStatus?.(service.name, 'starting');
      await waitFor(deps, service, either);
      onStatus?.(service.name, 'running');
    });
    const both = { isUp, isHealthy };
    started.set(service.name, both);
    return both;
  };
  const all = services.map((service) => begin(service).isHealthy);
  try {
    await Promise.all(all);
  } catch (error) {
    failed.abort();
    await Promise.allSettled(all);
    throw error;
  }
}

async function bringUp(
  deps: StartingDeps,
  service: ServiceRequest,
  generation: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const present = readRecord(deps.place, service.name);
  if (present && processOf(present)) {
    if (processOf(present)?.isStopped) send(-present.pid, 'SIGCONT');
    return;
  }
  startOne(deps, service, generation);
}

function startOne(deps: StartingDeps, service: ServiceRequest, generation: number): void {
  const { place, account, cgroups, programs, isolation } = deps;
  const groups = account ? cgroups.open(`${place.id}-${service.name}`, service.limits) : [];
  const output = openSync(place.log(service.name), 'a', 0o600);
  let record: ProcessRecord | undefined;
  const note = (pid: number): void => {
    record = newRecord({ service: service.name, pid, generation, groups });
    writeRecord(place, record);
  };
  const wanted = {
    ...{ account, groups, tmp: place.tmp, output, command: service.command },
    processes: service.limits.processes * SERVICES_BESIDE,
    cwd: deps.codeOf(service.name, service.artifact),
    variables: { ...programs.variables(place), ...service.variables },
  };
  try {
    const child = launch(wanted, isolation, note);
    child.unref();
    noteEnd(place, child, record);
  } finally {
    closeSync(output);
  }
  if (!record) throw new RuntimeError('exited', `"${service.name}" could not be started.`, 'See its log.');
}

function newRecord(of: Pick<ProcessRecord, 'service' | 'pid' | 'generation' | 'groups'>): ProcessRecord {
  return {
    ...of,
    boot: bootId(),
    startTime: findProcess(of.pid)?.startTime ?? '',
    startedAt: new Date().toISOString(),
    isHealthy: false,
    ended: null,
  };
}

/** Unless it was stopped, or started anew meanwhile. */
function noteEnd(place: EnvironmentPlace, child: ChildProcess, record: ProcessRecord | undefined): void {
  const note = (code: number): void => {
    if (!record) return;
    const present = readRecord(place, record.service);
    if (present?.pid !== record.pid || present.startTime !== record.startTime) return;
    const words = code > 128 ? `killed by signal ${code - 128}` : `exit code ${code}`;
    const ended = oomKills(record.groups) > 0 ? `${words}, out of memory` : words;
    writeRecord(place, { ...present, ended });
  };
  endOf(child)
    .then(note)
    .catch(() => undefined);
}

async function waitFor(deps: StartingDeps, service: ServiceRequest, signal: AbortSignal): Promise<void> {
  const { place, ports } = deps;
  const port = ports.get(service.name) ?? 0;
  const { path = null, timeoutMs = HEALTH_MS } = service.health ?? {};
  const isAlive = (): boolean => {
    const record = readRecord(place, service.name);
    return record !== null && processOf(record) !== null;
  };
  const health = await untilHealthy({ port, path, timeoutMs }, isAlive, signal);
  if (health === 'healthy') {
    const record = readRecord(place, service.name);
    if (record && !record.isHealthy) writeRecord(place, { ...record, isHealthy: true });
    return;
  }
  const log = lastLines(place.log(service.name));
  if (health === 'ended') {
    const how = await endedHow(place, service.name);
    throw new RuntimeError(
      'exited',
      `"${service.name}" ended while it started (${how}):\n${log}`,
      `Its log says why: source "${service.name}". Mend it and redeploy.`,
    );
  }
  const asked = path === null ? `listen on port ${port}` : `answer ${path} on port ${port}`;
  throw new RuntimeError(
    'unhealthy',
    `"${service.name}" did not ${asked} within ${Math.round(timeoutMs / 1000)} s:\n${log}`,
    'It has to listen on PORT at 127.0.0.1. Mend that, or x-slipway.process.health.',
  );
}

const HEALTH_MS = 60_000;

/** The kernel tells its parent a moment after it is gone. */
async function endedHow(place: EnvironmentPlace, service: string): Promise<string> {
  for (let look = 0; look < 50; look += 1) {
    const ended = readRecord(place, service)?.ended;
    if (ended) return ended;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return 'nobody saw how';
}

const LAST_LINES = 20;

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-8_000).trim().split('\n').slice(-LAST_LINES).join('\n');
  } catch {
    return '';
  }
}

export async function stopService(
  { place, cgroups }: Pick<StartingDeps, 'place' | 'cgroups'>,
  record: ProcessRecord,
): Promise<void> {
  await endProcess(record);
  removeRecord(place, record.service);
  await cgroups.remove(record.groups);
}

export function statusOf(record: ProcessRecord): ServiceStatus {
  const running = processOf(record);
  const common = {
    name: record.service,
    generation: record.generation,
    startedAt: new Date(record.startedAt),
  };
  if (!running) return { ...common, state: 'exited', memoryBytes: null, ended: record.ended ?? 'ended' };
  const state = running.isStopped ? 'paused' : record.isHealthy ? 'running' : 'starting';
  return { ...common, state, memoryBytes: memoryOf(record.groups) ?? running.memoryBytes, ended: null };
}
