import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { keepDerivedToken } from '../access/index.ts';
import {
  createEnvironmentDatabases,
  type EnvironmentDatabases,
  environmentsServer,
} from '../databases/index.ts';
import type { SideStream } from '../delivery/index.ts';
import type { Environments } from '../environments/index.ts';
import type { Config } from '../platform/config/index.ts';
import { type Database, type Log, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import type { Instance } from '../platform/instance/index.ts';
import { type RunningJobs, startJobs } from '../platform/jobs/index.ts';
import type { Mutations } from '../rulesets/index.ts';
import type { Runtime } from '../runtimes/index.ts';
import type { Source } from '../sources/index.ts';
import { type Actors, createActors } from './actors.ts';
import { runBeside } from './beside.ts';
import { environmentsFolder } from './folder.ts';
import { createGatewayRoutes, type FedRoutes } from './gateway-routes.ts';
import { type Node, openNode } from './node.ts';
import type { PublicAddresses, ServiceCatalogue } from './ports.ts';
import type { BringUpDeps } from './prepared.ts';
import { createRoom, type Room } from './room.ts';
import type { HostingFace } from './routes.ts';
import { runsByKey } from './runs.ts';
import { createMasks } from './secrets.ts';
import { createHosting, type Hosting } from './service.ts';
import { type HostedRow, listOfNode } from './store.ts';
import { createStreams, type HostingStreams } from './streams.ts';
import { sweep } from './sweep.ts';

export interface EngineDeps {
  db: Database;
  mutations: Mutations;
  instance: Pick<Instance, 'key'>;
  config: Config;
  log: Log;
  now: () => number;
  source: Source;
  catalogue: ServiceCatalogue;
  published: PublicAddresses;
  environments: () => Pick<Environments, 'remove'>;
  openStream: (
    input: Parameters<Parameters<typeof createStreams>[0]['open']>[0],
    projectId: number,
  ) => SideStream;
  /** For tests. */
  node?: { holder?: string; claimMs?: number };
}

/** What is known only once the listeners are open. */
export interface Places {
  readonly deliveryUrl: string;
  readonly apiAddress: string;
  /** Opens the gateway’s port, unless it is open; where it answers. */
  openGateway(): Promise<string>;
}

/** Everything that runs environments on this node; opened with the first of them. */
export interface Engine extends Pick<HostingFace, 'hosting' | 'streams'> {
  readonly routes: FedRoutes;
  runs(project: string, keys: readonly string[]): ReturnType<typeof runsByKey>;
  /** Opens at once where this node has environments already. */
  start(places: Places): Promise<void>;
  /** An environment was changed, here or elsewhere. */
  changed(hostedId: number): void;
  /** Environments keep running. */
  close(): Promise<void>;
}

interface Opened {
  node: Node;
  runtime: Runtime;
  databases: EnvironmentDatabases;
  room: Room;
  actors: Actors;
  hosting: Hosting;
  streams: HostingStreams;
  jobs: RunningJobs;
  openGateway(): Promise<void>;
}

const RENEW_MS = 3_000;
const LOOK_MS = 1_000;
const MEASURE_MS = 5_000;
const SWEEP_MS = 5 * 60_000;
const PRUNE_MS = 60 * 60_000;
const UNUSED_MS = 7 * 24 * 60 * 60_000;

export function createEngine(deps: EngineDeps): Engine {
  const { db, log, config, published, now } = deps;
  let opened: Opened | undefined;
  let opening: Promise<Opened> | undefined;
  let places: Places | undefined;

  const actors = (): Actors | null => opened?.actors ?? null;
  const routes = createGatewayRoutes({
    db,
    log,
    actors,
    addresses: async (id, names) => (await opened?.runtime.addresses(id, names)) ?? new Map(),
    nodeId: () => opened?.node.id ?? null,
  });

  const open = async (): Promise<Opened> => {
    const given = places;
    if (!given) throw new Error('Environments are asked for before Slipway listens.');
    opening ??= openAll(deps, given, actors).then(
      async (all) => {
        opened = all;
        // Only now do routes know which node this is.
        if ((await listOfNode(db.kysely, all.node.id)).length > 0) await all.openGateway();
        return all;
      },
      (error: unknown) => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };

  return {
    routes,
    hosting: async () => (await open()).hosting,
    streams: async () => (await open()).streams,
    runs: (project, keys) => runsByKey({ db, actors, published: () => published, now }, project, keys),
    async start(found) {
      places = found;
      const hasNode = await access(join(config.data, 'node-id')).then(
        () => true,
        () => false,
      );
      if (hasNode) await open();
    },
    changed(hostedId) {
      routes.changed(hostedId);
      void opened?.actors.tick();
    },
    async close() {
      const all = await opening?.catch(() => undefined);
      if (!all) return;
      await all.jobs.stop();
      await all.actors.close();
      await all.node.release().catch(() => undefined);
      await endDatabases(deps, all);
    },
  };
}

async function openAll(deps: EngineDeps, places: Places, actorsOf: () => Actors | null): Promise<Opened> {
  const { db, log, config, instance, now, published } = deps;
  let gatewayAddress: string | null = null;
  const node = await openNode({
    db,
    log,
    data: config.data,
    addresses: () => ({ gateway: gatewayAddress, api: places.apiAddress }),
    ...deps.node,
  });
  await node.renew();
  const installation = createHash('sha256').update(instance.key).digest('hex').slice(0, 8);
  const folder = await environmentsFolder(config.data, node.id);
  const { createProcessRuntime } = await import('../runtimes/index.ts');
  const runtime = createProcessRuntime({ folder, installation, node: node.id, log });
  const databases = createEnvironmentDatabases({
    ...environmentsServer(config, log),
    ...{ installation, node: node.id, key: instance.key, log },
  });
  const room = createRoom(config, runtime, folder);
  const maskFor = createMasks({ databases, catalogue: deps.catalogue, instanceKey: instance.key });
  const bringUp: BringUpDeps = {
    ...{ db, runtime, databases, maskFor, source: deps.source, catalogue: deps.catalogue },
    instanceKey: instance.key,
    deliveryUrl: () => places.deliveryUrl,
    async openGateway() {
      gatewayAddress = await places.openGateway();
      return published;
    },
    keepToken: (environmentId, secret) => keepToken(db, environmentId, secret),
  };
  const actors = createActors({ ...bringUp, node, room, log, now, expire: (row) => expire(deps, row) });
  const hosting = createHosting({
    ...{ db, runtime, databases, room, node, now },
    ...{ mutations: deps.mutations, source: deps.source, catalogue: deps.catalogue },
    actors: actorsOf,
    published: () => published,
  });
  const streams = createStreams({
    ...{ hosting, runtime, maskFor, nodeId: node.id },
    open: deps.openStream,
    runBeside: (row, service, command, output) => runBeside(bringUp, row, service, command, output),
  });
  const sweepDeps = { db, runtime, databases, nodeId: node.id, log };
  const jobs = startJobs(
    [
      { name: 'node', everyMs: RENEW_MS, run: async () => void (await node.renew()) },
      { name: 'environments', everyMs: LOOK_MS, run: () => actors.tick() },
      {
        name: 'memory',
        everyMs: MEASURE_MS,
        run: async () => room.measure(await listOfNode(db.kysely, node.id)),
      },
      {
        name: 'sweep',
        everyMs: SWEEP_MS,
        run: async () => {
          if (node.isHeld()) await sweep(sweepDeps);
        },
      },
      { name: 'prune', everyMs: PRUNE_MS, run: () => runtime.prune(UNUSED_MS) },
    ],
    log,
  );
  const openGateway = async (): Promise<void> => void (await bringUp.openGateway());
  return { node, runtime, databases, room, actors, hosting, streams, jobs, openGateway };
}

async function keepToken(db: Database, environmentId: number, secret: string): Promise<void> {
  await transaction(db, async (tx) => {
    const environment = await tx
      .selectFrom('environments')
      .select('project_id')
      .where('id', '=', environmentId)
      .forKeyShare()
      .executeTakeFirst();
    if (environment) await keepDerivedToken(tx, { projectId: environment.project_id, environmentId, secret });
  });
}

const bySlipway: Author = { kind: 'system', id: 'hosting', name: 'Slipway', origin: null };
const LATER_MS = 60 * 60_000;

/** Its time is over. What cannot go, such as the base of another, gets another hour. */
async function expire({ db, environments, log, now }: EngineDeps, row: HostedRow): Promise<void> {
  const at = { project: row.projectKey, environment: row.key };
  const write = { author: bySlipway, ifMatch: '*', reason: 'Its time was over.' };
  try {
    await environments().remove(at, write);
  } catch (error) {
    log.warn({ err: error, environment: row.slug }, 'an environment whose time is over cannot go yet');
    await db.kysely
      .updateTable('hosted_environments')
      .set({ expires_at: new Date(now() + LATER_MS) })
      .where('id', '=', row.id)
      .execute();
  }
}

/** It runs on for environments that do; without any it has nothing to do. */
async function endDatabases({ db }: EngineDeps, { databases, node }: Opened): Promise<void> {
  const rows = await listOfNode(db.kysely, node.id).catch(() => null);
  await (rows?.length === 0 ? databases.stop() : databases.leave());
}
