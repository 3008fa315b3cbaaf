import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@slipway/api';
import { type Config, readConfig, startSlipway } from '@slipway/server';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { testDatabase } from './database.ts';
import { temporaryFolder } from './test-server.ts';

export interface TestSlipway {
  readonly url: string;
  readonly deliveryUrl: string;
  /** As administrator. */
  readonly client: Client;
  readonly adminToken: string;
  readonly databaseUrl: string;
  /** Of the embedded database. */
  databasePid(): number | undefined;
  /** A client with another token, or none. */
  as(token: string | undefined): Client;
  /** A browser on Slipway's own pages, signed in by a cookie. */
  withCookie(cookie: string): Client;
  close(): Promise<void>;
}

export interface TestSlipwayOptions {
  /** Folder for a database of the server's own, which lives and dies with it. */
  data?: string;
  /** Of another test server: two replicas on one database. Default a database of its own. */
  databaseUrl?: string;
  now?: () => number;
  config?: Partial<Config>;
  logLevel?: Config['logLevel'];
  /** Folder of a built dashboard. Default that of the checkout. */
  dashboard?: string | null;
}

/** For every test server: a replica knows it too. */
export const TEST_ADMIN_TOKEN = 'slw_admin_test-token-that-only-tests-know-0123456789';

/** The whole server in this process, on free ports. What the contract does not declare fails. */
export async function startTestServer(options: TestSlipwayOptions = {}): Promise<TestSlipway> {
  const needsDatabase = options.databaseUrl === undefined && options.data === undefined;
  const own = needsDatabase ? await testDatabase() : undefined;
  const databaseUrl = options.databaseUrl ?? own?.url ?? '';
  const data = options.data ?? options.config?.data ?? (await temporaryFolder('slipway-test-data-'));
  const isOwnData = options.data === undefined && options.config?.data === undefined;
  const config = { ...baseConfig(databaseUrl, data, options.data !== undefined), ...options.config };
  const slipway = await startSlipway({
    config,
    log: createLog(options.logLevel ?? 'silent'),
    isStrict: true,
    ...(options.now ? { now: options.now } : {}),
    ...(options.dashboard === undefined ? {} : { dashboard: options.dashboard }),
  });
  return {
    url: slipway.url,
    deliveryUrl: slipway.deliveryUrl,
    client: createClient({ url: slipway.url, token: TEST_ADMIN_TOKEN }),
    adminToken: TEST_ADMIN_TOKEN,
    databaseUrl,
    databasePid: slipway.databasePid,
    as: (token) => createClient({ url: slipway.url, ...(token === undefined ? {} : { token }) }),
    withCookie: (cookie) => createClient({ url: slipway.url, fetch: browser(slipway.url, cookie) }),
    async close() {
      await slipway.close();
      await own?.drop();
      if (isOwnData) await rm(data, { recursive: true, force: true });
    },
  };
}

function browser(origin: string, cookie: string): typeof fetch {
  return (input, init) =>
    fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), cookie, origin } });
}

function baseConfig(databaseUrl: string, data: string, isEmbedded: boolean): Config {
  const place = ['--data', data, ...(isEmbedded ? [] : ['--database-url', databaseUrl])];
  // All tests sign in from one address.
  const limits = ['--sign-in-limit', '0'];
  return readConfig(['--port', '0', '--delivery-port', '0', '--gateway-port', '0', ...limits, ...place], {
    SLIPWAY_ADMIN_TOKEN: TEST_ADMIN_TOKEN,
  });
}

export interface SpawnedSlipway {
  readonly url: string;
  readonly deliveryUrl: string;
  readonly adminToken: string;
  readonly client: Client;
  readonly process: ChildProcess;
  /** Standard error so far: lines of JSON. */
  logs(): string;
  /** Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface SpawnOptions {
  databaseUrl?: string;
  /** Folder of the embedded database. */
  data?: string;
  port?: number;
  deliveryPort?: number;
  args?: readonly string[];
  variables?: Readonly<Record<string, string>>;
}

const mainFile = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url));

/** A real server process; resolves when it serves, rejects with what it said when it ends before. */
export async function spawnServer(options: SpawnOptions): Promise<SpawnedSlipway> {
  const child = spawn(process.execPath, ['--conditions=@slipway/source', mainFile, ...argumentsOf(options)], {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let logs = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    logs += text;
  });
  child.stdout.setEncoding('utf8');
  const exited = once(child, 'exit');
  const [url, deliveryUrl] = await Promise.race([
    Promise.all([
      found(child.stdout, /^Slipway ready at (\S+)$/m),
      found(child.stderr, /"deliveryUrl":"([^"]+)"/),
    ]),
    exited.then(() => Promise.reject(new Error(`The server ended before it served: ${logs}`))),
  ]);
  return {
    url,
    deliveryUrl,
    adminToken: TEST_ADMIN_TOKEN,
    client: createClient({ url, token: TEST_ADMIN_TOKEN }),
    process: child,
    logs: () => logs,
    async kill(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}

function argumentsOf({ databaseUrl, data, port = 0, deliveryPort = 0, args = [] }: SpawnOptions): string[] {
  return [
    ...['--port', String(port), '--delivery-port', String(deliveryPort)],
    ...(databaseUrl === undefined ? [] : ['--database-url', databaseUrl]),
    ...(data === undefined ? [] : ['--data', data]),
    ...args,
  ];
}

function environmentOf({ variables }: SpawnOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('SLIPWAY_') && name !== 'DATABASE_URL' && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(inherited), SLIPWAY_ADMIN_TOKEN: TEST_ADMIN_TOKEN, ...variables };
}

/** Resolves with what the pattern finds in a stream's text. */
function found(stream: Readable, pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const look = (more: string): void => {
      text += more;
      const match = pattern.exec(text)?.[1];
      if (match === undefined) return;
      stream.off('data', look);
      stream.resume();
      resolve(match);
    };
    stream.on('data', look);
  });
}
