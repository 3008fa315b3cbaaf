import type { AddressInfo } from 'node:net';
import { endpoints } from '@slipway/api';
import { accessRoutes, createAccess, ensureAdministrator, writeAdminToken } from './access/index.ts';
import { createOperations, healthRoutes, operationsRoutes } from './operations/index.ts';
import type { Config } from './platform/config/index.ts';
import { type Database, migrate, openDatabase } from './platform/db/index.ts';
import { type App, assertAllServed, createApp } from './platform/http/index.ts';
import { openInstance } from './platform/instance/index.ts';
import type { Logger } from './platform/log/index.ts';
import { createMetrics } from './platform/metrics/index.ts';
import { type Closing, inOrder, within } from './shutdown.ts';
import { openStorage } from './storage.ts';
import { readVersion } from './version.ts';

export interface SlipwayOptions {
  config: Config;
  log: Logger;
  /** Epoch milliseconds. Default the system's clock. */
  now?: () => number;
  /** Answers that the contract does not declare become failures: for tests. */
  isStrict?: boolean;
}

export interface Slipway {
  readonly url: string;
  readonly deliveryUrl: string;
  /** Of the embedded server. */
  databasePid(): number | undefined;
  /** Only when this start has made it. */
  readonly adminToken: string | null;
  readonly adminTokenFile: string | null;
  /** Refuses new work, ends streams, lets requests finish, and gives everything back within 10 s. Safe to repeat. */
  close(): Promise<void>;
}

const SHUTDOWN_MS = 10_000;

/** The composition root: opens the database, wires the slices and listens. Leaves nothing behind when it fails. */
export async function startSlipway(options: SlipwayOptions): Promise<Slipway> {
  const { log } = options;
  const closing = inOrder(log);
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(
  { config, log, now = Date.now, isStrict = false }: SlipwayOptions,
  closing: Closing,
): Promise<Slipway> {
  const storage = await openStorage(config, log);
  closing.add('database server', () => storage.stop());
  await migrate(storage.url, { log });
  const db = openDatabase(storage.url, { log });
  closing.add('database pool', () => db.close());

  const metrics = createMetrics();
  const instance = await openInstance(db, log);
  const access = createAccess({ db, log, now });
  closing.add('access', () => access.close());
  const operations = createOperations({ db, metrics, version: readVersion() });
  const administrator = await bootstrap(db, config);

  const appOptions = {
    log,
    gate: access.gate,
    trustProxy: config.trustProxy,
    isStrict,
    onAnswer: metrics.noteAnswer,
  };
  const main = createApp(appOptions);
  operationsRoutes(main, operations);
  accessRoutes(main, access.tokens);
  const delivery = createApp(appOptions);
  healthRoutes(delivery, operations);
  await main.ready();
  void instance;
  void assertAllServed;
  void endpoints;

  const url = await listen(main, config.host, config.port);
  closing.add('main listener', () => main.close());
  const deliveryUrl = await listen(delivery, config.host, config.deliveryPort);
  closing.add('delivery listener', () => delivery.close());
  log.info({ url, deliveryUrl }, 'serving');

  return {
    url,
    deliveryUrl,
    databasePid: storage.pid,
    ...administrator,
    async close() {
      operations.drain();
      if (!(await within(SHUTDOWN_MS, closing.close()))) log.warn('did not close in time');
    },
  };
}

async function bootstrap(
  db: Database,
  { data, adminToken }: Config,
): Promise<Pick<Slipway, 'adminToken' | 'adminTokenFile'>> {
  let adminTokenFile: string | null = null;
  const made = await ensureAdministrator(db, adminToken, async (secret) => {
    adminTokenFile = await writeAdminToken(data, secret);
  });
  return { adminToken: made, adminTokenFile };
}

async function listen(app: App, host: string, port: number): Promise<string> {
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
