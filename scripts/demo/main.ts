// `npm run demo`: Slipway, and the sample application in production and staging, on this machine.
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@slipway/api';
import { installAcademy } from './academy.ts';
import { type Databases, startDatabases } from './databases.ts';
import { type DemoOptions, parseOptions, usage } from './options.ts';
import { answers, choosePorts, type Running, run, start } from './processes.ts';
import { type EnvironmentKey, environments, provision } from './provision.ts';
import { summary } from './summary.ts';
import { simulateUsers } from './users.ts';
import { walk } from './walk.ts';

const root = resolve(import.meta.dirname, '../..');
const startedAt = performance.now();
/** What has to end, in the order in which it was started. */
const running: { stop(): Promise<void> }[] = [];

function say(line: string): void {
  console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

interface Demo {
  url: string;
  token: string;
  webs: Record<EnvironmentKey, string>;
}

async function startDemo(options: DemoOptions): Promise<Demo> {
  const academy = join(options.folder, 'academy');
  const logs = join(options.folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const [port = 0, deliveryPort = 0, ...academyPorts] = await choosePorts(
    options.port,
    2 + environments.length * 2,
  );

  const [slipway, databases] = await together([
    startSlipway(options.folder, logs, port, deliveryPort),
    kept(startDatabases(options.folder, environments.map(databaseOf))),
    installAcademy(academy, say),
  ]);
  say(`Slipway answers at ${slipway.url}`);

  const tokens = await provision(createClient({ ...slipway, userAgent: 'slipway-demo' }));
  const places = environments.map(async (environment, index): Promise<[EnvironmentKey, string]> => {
    const ports = academyPorts.slice(index * 2, index * 2 + 2);
    const common = {
      SLIPWAY_URL: `http://127.0.0.1:${deliveryPort}`,
      SLIPWAY_TOKEN: tokens[environment],
      SLIPWAY_ENVIRONMENT: environment,
    };
    const web = await startAcademy({ academy, logs, environment, ports, databases, common });
    say(`academy in ${environment} answers at ${web}`);
    return [environment, web];
  });
  const webs = Object.fromEntries(await together(places)) as Demo['webs'];
  return { ...slipway, webs };
}

/** Waits for all before it fails, so that nothing is still starting when everything is stopped. */
async function together<T extends readonly unknown[]>(work: readonly [...{ [K in keyof T]: Promise<T[K]> }]) {
  await Promise.allSettled(work);
  return Promise.all(work);
}

async function kept<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  running.push(started);
  return started;
}

async function startSlipway(folder: string, logs: string, port: number, deliveryPort: number) {
  const data = join(folder, 'slipway');
  const url = `http://127.0.0.1:${port}`;
  const ports = ['--port', `${port}`, '--delivery-port', `${deliveryPort}`];
  const program = {
    name: 'slipway',
    args: ['--conditions=@slipway/source', 'packages/server/src/main.ts', '--data', data, ...ports],
    cwd: root,
    env: {},
    logs,
  };
  await kept(start(program, () => answers(`${url}/readyz`)));
  const token = (await readFile(join(data, 'admin-token'), 'utf8')).trim();
  return { url, token };
}

interface AcademyStart {
  academy: string;
  logs: string;
  environment: EnvironmentKey;
  ports: number[];
  databases: Databases;
  common: Record<string, string>;
}

async function startAcademy({
  academy,
  logs,
  environment,
  ports,
  databases,
  common,
}: AcademyStart): Promise<string> {
  const [apiPort = 0, webPort = 0] = ports;
  const api = `http://127.0.0.1:${apiPort}`;
  const web = `http://127.0.0.1:${webPort}`;
  const database = { DATABASE_URL: databases.urlOf(databaseOf(environment)) };
  for (const script of ['src/migrate.ts', 'src/seed.ts']) {
    const args = script.includes('seed') ? [script, 'demo'] : [script];
    await run(process.execPath, args, {
      cwd: join(academy, 'api'),
      env: { ...process.env, ...database },
      what: `academy's ${script}`,
    });
  }
  const service = async (name: 'api' | 'web', url: string, port: number, env: Record<string, string>) =>
    start(
      {
        name: `academy-${environment}-${name}`,
        args: ['src/main.ts'],
        cwd: join(academy, name),
        env: { ...common, PORT: `${port}`, ACADEMY_TRUST_USER_HEADER: '1', ...env },
        logs,
      },
      () => answers(`${url}/healthz`),
    );
  await kept(service('api', api, apiPort, database));
  await kept(service('web', web, webPort, { API_URL: api }));
  return web;
}

function databaseOf(environment: EnvironmentKey): string {
  return `academy_${environment}`;
}

async function stopAll(): Promise<void> {
  for (const one of running.splice(0).reverse())
    await one.stop().catch((error: unknown) => console.error(error));
}

async function check(options: DemoOptions): Promise<boolean> {
  try {
    const { url, token, webs } = await startDemo(options);
    const users = simulateUsers(options.users);
    const result = await walk({ client: createClient({ url, token }), web: webs.production, users, say });
    await stopAll();
    console.log(JSON.stringify(result));
    return result.ok;
  } finally {
    await stopAll();
    await rm(options.folder, { recursive: true, force: true });
  }
}

async function stay(options: DemoOptions): Promise<void> {
  const demo = await startDemo(options);
  console.log(summary(demo, options.folder));
  await Promise.race([interrupted(), firstToEnd()]);
  say('Stopping …');
  await stopAll();
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

async function firstToEnd(): Promise<void> {
  const processes = running.filter((one): one is Running => 'ended' in one);
  const [name, last] = await Promise.race(processes.map(async (one) => [one.name, await one.ended] as const));
  say(`${name} ended by itself:\n${last}`);
  process.exitCode = 1;
}

/** Passable for the account that PostgreSQL runs under, so that its files stay in here and go with it. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-demo-'));
  chmodSync(folder, 0o711);
  return folder;
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(usage);
  const options = parseOptions(process.argv.slice(2), temporaryFolder);
  if (!options.check) return stay(options);
  process.exitCode = (await check(options)) ? 0 : 1;
}

main().catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  await stopAll();
  process.exitCode = 1;
});
