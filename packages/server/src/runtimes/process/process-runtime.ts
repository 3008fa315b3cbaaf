import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../../platform/db/index.ts';
import { type Address, type HostedId, type Runtime, RuntimeError } from '../runtime.ts';
import { type Account, createAccounts, give } from './accounts.ts';
import { createBuilding } from './building.ts';
import { createCgroups, memoryOf } from './cgroups.ts';
import { runCommand } from './commands.ts';
import { killAll, processesOf, stopAll } from './ending.ts';
import { giveFolders, link, remove } from './files.ts';
import { findIsolation, type Isolation } from './launch.ts';
import { limitsOf } from './limits.ts';
import { createPlace, type EnvironmentPlace, makeFolder, makePlace, requireName } from './place.ts';
import { createPorts, type PortRange, usualPorts } from './ports.ts';
import { type Running, send } from './proc.ts';
import { createPrograms } from './programs.ts';
import { processOf, readRecords } from './records.ts';
import { type StartingDeps, startServices, statusOf, stopService } from './services.ts';
import { createWorkshops } from './workshops.ts';

export interface ProcessRuntimeOptions {
  /** Absolute; accounts of environments have to be able to pass through what is above it. */
  folder: string;
  installation: string;
  node: string;
  log: Log;
  portRange?: PortRange;
  /** Where the machine’s accounts for environments are written down. */
  register?: string;
}

/** Environments as processes of this machine. As root each has an account, a folder and control groups of its own. */
export function createProcessRuntime(options: ProcessRuntimeOptions): Runtime {
  const place = createPlace(options.folder);
  makePlace(place);
  const accounts = createAccounts(options.register);
  const cgroups = createCgroups(`slipway-${options.installation}-${options.node}`);
  const programs = createPrograms(place);
  const ports = createPorts(place, options.portRange ?? usualPorts);
  let found: Promise<Isolation> | undefined;
  const isolation = (): Promise<Isolation> => {
    found ??= findIsolation();
    return found;
  };
  const workshops = createWorkshops(place, accounts);
  workshops
    .sweep()
    .catch((error) => options.log.warn({ err: error }, 'builds that were cut off are not swept'));
  const building = createBuilding({ place, cgroups, programs, workshops, isolation });
  const isRoot = process.getuid?.() === 0;

  const prepare = (id: HostedId): { at: EnvironmentPlace; account: Account | null } => {
    const at = place.of(id);
    makeFolder(at.root, 0o711);
    for (const folder of [at.code, at.logs, at.processes])
      makeFolder(folder, folder === at.code ? 0o711 : 0o700);
    const account = accounts.of(at.root);
    for (const folder of [at.home, at.tmp]) {
      makeFolder(folder, 0o700);
      give(folder, account);
    }
    return { at, account };
  };

  const codeOf = (at: EnvironmentPlace, service: string, artifact: string): string =>
    join(at.code, requireName(service), artifact.slice(0, 16));

  const putCode = async (
    at: EnvironmentPlace,
    account: Account | null,
    service: string,
    key: string,
    from: string,
  ) => {
    const to = codeOf(at, service, key);
    if (existsSync(to)) return;
    makeFolder(join(at.code, service), 0o711);
    // What runs in the environment may not come near before every folder has its owner.
    const closed = join(at.processes, 'code');
    const copy = join(closed, `${service}-${randomBytes(6).toString('hex')}`);
    makeFolder(closed, 0o700);
    await link(from, copy);
    await giveFolders(copy, account);
    chmodSync(copy, 0o700);
    if (existsSync(to)) await remove(copy);
    else renameSync(copy, to);
  };

  const starting = async (id: HostedId): Promise<StartingDeps & { at: EnvironmentPlace }> => {
    const { at, account } = prepare(id);
    return {
      ...{ place: at, at, account, cgroups, programs, isolation: await isolation() },
      ports: await ports.of(at, [], false),
      codeOf: (service, artifact) => codeOf(at, service, artifact),
    };
  };

  const processesIn = (id: HostedId): Running[] => {
    const at = place.of(id);
    if (!existsSync(at.root)) return [];
    return processesOf(isRoot ? accounts.of(at.root) : null, readRecords(at));
  };

  return {
    kind: 'process',
    limits: limitsOf({ isRoot, controllers: cgroups.controllers }),
    async addresses(id, services) {
      const { at } = prepare(id);
      const mayChange = !readRecords(at).some(processOf);
      const all = await ports.of(at, services.map(requireName), mayChange);
      return new Map(
        services.map((name): [string, Address] => [name, { host: '127.0.0.1', port: all.get(name) ?? 0 }]),
      );
    },
    async build(request, output) {
      requireName(request.service);
      const { at, account } = prepare(request.environment);
      const { key, path, detail } = await aborting(output.signal, () => building.build(request, at, output));
      await putCode(at, account, request.service, key, path);
      return { key, detail };
    },
    async run({ environment, service, artifact, command, variables, limits }, output) {
      const { at, account } = prepare(environment);
      const groups = account ? cgroups.open(`${at.id}-task-${randomBytes(6).toString('hex')}`, limits) : [];
      const wanted = {
        ...{ account, groups, command, cwd: codeOf(at, service, artifact), tmp: at.tmp },
        processes: limits.processes * TASKS_BESIDE,
        variables: { ...programs.variables(at), ...variables },
      };
      const work = async (): Promise<number> => runCommand(wanted, output, await isolation());
      return aborting(output.signal, work).finally(() => cgroups.remove(groups));
    },
    async start(request, signal, onStatus) {
      const deps = await starting(request.environment);
      await aborting(signal, () => startServices(deps, request, signal, onStatus));
      await tidyCode(deps.at, request.services);
    },
    async status(id) {
      const at = place.of(id);
      await capLogs(at);
      return readRecords(at).map(statusOf);
    },
    pause: (id) => stopAll(() => processesIn(id)),
    async resume(id) {
      for (const { pid } of processesIn(id)) send(pid, 'SIGCONT');
    },
    async stop(id) {
      const at = place.of(id);
      await Promise.all(readRecords(at).map((record) => stopService({ place: at, cgroups }, record)));
      if (isRoot && existsSync(at.root)) await killAll(accounts.of(at.root), []);
    },
    async destroy(id) {
      const at = place.of(id);
      if (existsSync(at.root)) {
        const account = accounts.of(at.root);
        await killAll(account, readRecords(at));
        await remove(at.code);
        await remove(at.home);
        await remove(at.tmp);
        accounts.release(at.root);
        await remove(at.root);
      }
      await cgroups.remove(cgroups.left(`${id}-`));
    },
    list: () => place.environments(),
    async usage(id) {
      const at = place.of(id);
      const memory = readRecords(at).map(
        (record) => memoryOf(record.groups) ?? processOf(record)?.memoryBytes ?? 0,
      );
      return {
        memoryBytes: memory.reduce((sum, bytes) => sum + bytes, 0),
        diskBytes: await diskBytes(at.root),
      };
    },
    logFile: (id, source) => place.of(id).log(source),
    async logs(id) {
      const names = await readdir(place.of(id).logs).catch(() => []);
      return names.flatMap((name) => (name.endsWith('.log') ? [name.slice(0, -4)] : [])).sort();
    },
    prune: (unusedMs) => building.prune(Date.now() - unusedMs),
  };
}

/** The kernel counts all that an account runs: services, and tasks beside them. */
const TASKS_BESIDE = 8;

/** What was given up is told as such, whatever it threw. */
async function aborting<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw new RuntimeError('aborted', 'It was given up.', 'Something newer is wanted.');
    throw error;
  }
}

/** Code that nothing runs any more. */
async function tidyCode(
  at: EnvironmentPlace,
  services: readonly { name: string; artifact: string }[],
): Promise<void> {
  for (const { name, artifact } of services) {
    const folder = join(at.code, name);
    for (const key of existsSync(folder) ? readdirSync(folder) : [])
      if (key !== artifact.slice(0, 16)) await remove(join(folder, key));
  }
}

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;

/** What writes to it goes on writing to the same file, from its new beginning. */
async function capLogs(at: EnvironmentPlace): Promise<void> {
  for (const { service } of readRecords(at)) {
    const file = at.log(service);
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < LARGEST_LOG_BYTES) continue;
    copyFileSync(file, at.log(`${service}.before`));
    truncateSync(file, 0);
  }
}

async function diskBytes(folder: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-sk', '--', folder]).catch(() => ({ stdout: '0' }));
  return Number.parseInt(stdout, 10) * 1024;
}
