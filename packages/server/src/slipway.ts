import type { AddressInfo } from 'node:net';
import { endpoints } from '@slipway/api';
import { ensureAdministrator, TOKEN_CHANNEL, writeAdminToken } from './access/index.ts';
import { deliveryChannels, deliveryRoutes, givenClock } from './delivery/index.ts';
import { HOSTING_CHANNEL } from './hosting/index.ts';
import { createOperations, healthRoutes, type Operations, operationsRoutes } from './operations/index.ts';
import { createPages, dashboardFolder, environmentFrames, pagesRoutes } from './pages/index.ts';
import type { Config } from './platform/config/index.ts';
import { type Database, type Listener, listen, migrate, openDatabase } from './platform/db/index.ts';
import { type App, assertAllServed, createApp, createLimits } from './platform/http/index.ts';
import { openInstance } from './platform/instance/index.ts';
import type { Logger } from './platform/log/index.ts';
import { createMetrics, type Metrics } from './platform/metrics/index.ts';
import { type Closing, inOrder, within } from './shutdown.ts';
import { apiRoutes, createSlices, type Slices } from './slices.ts';
import { makeDataFolder, openStorage } from './storage.ts';
import { readVersion } from './version.ts';

export interface SlipwayOptions {
  config: Config;
  log: Logger;
  /** Epoch milliseconds. Default the database's clock. */
  now?: () => number;
  /** Answers that the contract does not declare become failures: for tests. */
  isStrict?: boolean;
  /** Of the built dashboard. Default that of the installed package. */
  dashboard?: string | null;
}

export interface Slipway {
  readonly url: string;
  readonly deliveryUrl: string;
  /** Only when this start has made it. */
  readonly adminToken: string | null;
  readonly adminTokenFile: string | null;
  /** Of the embedded server. */
  databasePid(): number | undefined;
  /** Refuses new work, ends streams, lets requests finish, and gives everything back within 10 s. Safe to repeat. */
  close(): Promise<void>;
}

const SHUTDOWN_MS = 10_000;

/** The composition root: opens the database, wires the slices and listens. Leaves nothing behind when it fails. */
export async function startSlipway(options: SlipwayOptions): Promise<Slipway> {
  const closing = inOrder(options.log);
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(options: SlipwayOptions, closing: Closing): Promise<Slipway> {
  const { config, log, now } = options;
  const storage = await openStorage(config, log);
  closing.add('database server', () => storage.stop());
  await migrate(storage.url, { log });
  const db = openDatabase(storage.url, { log });
  closing.add('database pool', () => db.close());

  const instance = await openInstance(db, log);
  const metrics = createMetrics();
  const operations = createOperations({ db, metrics, version: readVersion() });
  let mainUrl = '';
  const slices = createSlices({
    ...{ db, instance, log, config },
    dashboardUrl: () => config.publicUrl ?? mainUrl,
    ...(now ? { clock: givenClock(now) } : {}),
  });
  closing.add('environments', () => slices.hosting.close());
  closing.add('gateway', () => slices.gateway.close());
  closing.add('access', () => slices.access.close());
  closing.add('people', () => slices.people.close());
  metrics.gauge('slipway_streams', 'Open event streams.', slices.delivery.streams);
  metrics.gauge(
    'slipway_telemetry_dropped_entries',
    'Telemetry entries left out since the start.',
    slices.insights.droppedEntries,
  );
  const administrator = await bootstrap(db, config);
  const notifications = hear(storage.url, slices, log);
  closing.add('notifications', () => notifications.close());

  const listeners = createListeners(options, { slices, operations, metrics });
  closing.add('main listener', () => listeners.main.close());
  closing.add('delivery listener', () => listeners.delivery.close());
  // Last opened, first closed: requests cannot end while their streams go on.
  closing.add('delivery', () => slices.delivery.close());
  const url = await listenOn(listeners.main, config.host, config.port);
  const deliveryUrl = await listenOn(listeners.delivery, config.host, config.deliveryPort);
  slices.delivery.start();
  mainUrl = url;
  await startHosting(slices, config, { url, deliveryUrl });
  log.info({ url, deliveryUrl }, 'serving');

  return {
    url,
    deliveryUrl,
    ...administrator,
    databasePid: storage.pid,
    async close() {
      operations.drain();
      if (!(await within(SHUTDOWN_MS, closing.close()))) log.warn('did not close in time');
    },
  };
}

interface Parts {
  slices: Slices;
  operations: Operations;
  metrics: Metrics;
}

function createListeners(
  { config, log, isStrict = false, dashboard = dashboardFolder() }: SlipwayOptions,
  { slices, operations, metrics }: Parts,
): { main: App; delivery: App } {
  const { gate } = slices.access;
  const { trustProxy, publicUrl } = config;
  const limits = createLimits({ perSecond: config.rateLimit, signInsPerMinute: config.signInLimit });
  const options = { log, gate, trustProxy, publicUrl, limits, isStrict, onAnswer: metrics.noteAnswer };
  const pages = createPages({ folder: dashboard, publicUrl, frames: environmentFrames(config) });
  const main = createApp({
    ...options,
    answerUnknown: pages.answerIfWanted,
    hosts: [config.host, ...config.allowHost],
    propose: slices.protecting.proposals.propose,
  });
  apiRoutes(main, slices);
  operationsRoutes(main, operations);
  pagesRoutes(main, pages);
  assertAllServed(main, endpoints);
  const delivery = createApp({ ...options, hosts: null });
  deliveryRoutes(delivery, slices.delivery);
  healthRoutes(delivery, operations);
  return { main, delivery };
}

/** One connection hears for all slices; polling is the net under it. */
function hear(
  url: string,
  { access, delivery, hosting }: Pick<Slices, 'access' | 'delivery' | 'hosting'>,
  log: Logger,
): Listener {
  const onNotify = (channel: string, payload: string): void => {
    if (channel === TOKEN_CHANNEL) access.forget(payload);
    if (channel === HOSTING_CHANNEL) hosting.changed(Number(payload));
    delivery.notify(channel, payload);
  };
  const onReconnect = (): void => {
    access.forgetAll();
    delivery.reconnected();
  };
  return listen(url, [...new Set([...deliveryChannels, TOKEN_CHANNEL, HOSTING_CHANNEL])], onNotify, {
    log,
    onReconnect,
  });
}

/** Environments that this node has go on; the first ones open everything else. */
async function startHosting(
  { hosting, gateway }: Pick<Slices, 'hosting' | 'gateway'>,
  { host }: Pick<Config, 'host'>,
  { url, deliveryUrl }: { url: string; deliveryUrl: string },
): Promise<void> {
  await hosting.start({
    deliveryUrl,
    apiAddress: url,
    async openGateway() {
      await gateway.start();
      return `${host}:${gateway.port()}`;
    },
  });
}

async function bootstrap(
  db: Database,
  { data, adminToken }: Config,
): Promise<Pick<Slipway, 'adminToken' | 'adminTokenFile'>> {
  let adminTokenFile: string | null = null;
  const made = await ensureAdministrator(db, adminToken, async (secret) => {
    await makeDataFolder(data);
    adminTokenFile = await writeAdminToken(data, secret);
  });
  return { adminToken: made, adminTokenFile };
}

async function listenOn(app: App, host: string, port: number): Promise<string> {
  await app.listen({ host, port });
  const address = app.server.address();
  return urlOf(host, isAddress(address) ? address.port : port);
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

/** What one can open: a wildcard address is no place to go. */
function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
