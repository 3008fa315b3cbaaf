import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import {
  type Client,
  createBlueprint,
  createEnvironment,
  createProject,
  createService,
  type EnvironmentRun,
  getRun,
  putVariable,
  type RunDraft,
  type RunState,
} from '@slipway/api';
import { createRepository, type TestRepository } from './git-repository.ts';
import { type SpawnedSlipway, spawnServer } from './server.ts';
import { temporaryFolder } from './test-server.ts';
import { until } from './until.ts';

/** A Slipway of its own with the repositories of a two-part application; phases of bringing up wait for their gate. */
export interface HostedWorld {
  readonly project: string;
  readonly folder: string;
  readonly data: string;
  /** Every process of its environments has it as GATES. */
  readonly gates: string;
  /** What its server is started with. */
  readonly args: readonly string[];
  readonly web: TestRepository;
  readonly api: TestRepository;
  client(): Client;
  server(): SpawnedSlipway;
  /** Starts the server again, after whatever ended it. */
  start(): Promise<void>;
  create(key: string, run?: Partial<RunDraft>): Promise<EnvironmentRun>;
  run(key: string): Promise<EnvironmentRun>;
  /** Waits until it is in that state. */
  reach(key: string, state: RunState): Promise<EnvironmentRun>;
  /** What an environment's service answers, as JSON, straight from the service. */
  ask(key: string, service: string, path: string): Promise<Record<string, unknown>>;
  close(gate: Gate): Promise<void>;
  open(gate: Gate): Promise<void>;
  end(): Promise<void>;
}

/** Phases of bringing an environment up that can be made to wait. */
export type Gate = 'build' | 'migrate' | 'serve';

const project = 'shop';

const compose = `
services:
  web:
    depends_on: { api: { condition: service_healthy } }
    environment: { API_URL: "\${SLIPWAY_URL_API}", GATES: "\${GATES}" }
    x-slipway: { service: web, route: { path: /, port: 3000 }, process: { run: node main.mjs, health: /healthz } }
  api:
    environment: { GATES: "\${GATES}" }
    x-slipway: { service: api, route: { path: /api, port: 3001 }, process: { build: "node wait.mjs build", run: node main.mjs, health: /healthz } }
x-slipway:
  database:
    service: api
    variable: DATABASE_URL
    migrate: node migrate.mjs
    seeds: { default: node seed.mjs default, demo: node seed.mjs demo }
`;

const waiting = `
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
export async function pass(gate) {
  while (process.env.GATES && existsSync(process.env.GATES + '/' + gate)) await sleep(10);
}
if (process.argv[2]) await pass(process.argv[2]);
`;

const serving = `
import { createServer } from 'node:http';
import { pass } from './wait.mjs';
await pass('serve');
// The number of a process says nothing in a namespace.
const born = Date.now();
const routes = ROUTES;
const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://x').pathname.replace(/^\\/api(?=\\/)/, '');
  const route = routes[path] ?? (() => ({ path }));
  try {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(await route(request)));
  } catch (error) {
    response.writeHead(500).end(JSON.stringify({ error: error.message }));
  }
});
server.listen(process.env.PORT, '127.0.0.1', () => console.log('listening ' + (process.env.SECRET ?? '')));
process.on('SIGTERM', () => process.exit(0));
`;

const apiRoutes = `{
  '/healthz': () => ({ ok: true }),
  '/environment': () => process.env,
  '/version': () => ({ version: VERSION, born }),
  '/exit': () => process.exit(3),
  '/notes': async () => (await import('./notes.mjs')).list(),
}`;

const notes = `
import pg from 'pg';
async function run(text, values) {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try { return await client.query(text, values); } finally { await client.end(); }
}
export const list = async () => ({ notes: (await run('select text from notes order by text')).rows.map((row) => row.text) });
export const add = (text) => run('insert into notes values ($1)', [text]);
export const migrate = () => run('create table if not exists notes (text text not null)');
`;

export interface HostedWorldOptions {
  args?: readonly string[];
  /** Default: embedded. */
  databaseUrl?: string;
}

export async function createHostedWorld(options: HostedWorldOptions = {}): Promise<HostedWorld> {
  const folder = await temporaryFolder('slipway-hosted-');
  const data = join(folder, 'data');
  const gates = join(folder, 'gates');
  await mkdir(gates);
  await chmod(gates, 0o755);
  const [web, api] = await Promise.all(
    ['web', 'api'].map((name) => createRepository(join(folder, `${name}.git`))),
  );
  if (!web || !api) throw new Error('no repositories');
  await web.commit({ 'main.mjs': serviceText('main'), 'wait.mjs': waiting, 'compose.yaml': compose });
  await api.commit(
    {
      ...(await packageFiles('pg')),
      'main.mjs': serviceText('main'),
      'wait.mjs': waiting,
      'notes.mjs': notes,
      'migrate.mjs': `import { pass } from './wait.mjs';\nimport { migrate } from './notes.mjs';\nawait pass('migrate');\nawait migrate();\n`,
      'seed.mjs': `import { add } from './notes.mjs';\nawait add('seed ' + process.argv[2]);\n`,
    },
    'Notes of customers',
  );
  let server: SpawnedSlipway | undefined;
  const current = (): SpawnedSlipway => {
    if (!server) throw new Error('The server does not run.');
    return server;
  };
  const args = [
    ...['--gateway-port', '0', '--source-allow', folder, '--rate-limit', '0', '--disk-floor', '64'],
    ...(options.args ?? []),
  ];
  const world: HostedWorld = {
    project,
    folder,
    data,
    gates,
    args,
    web,
    api,
    client: () => current().client,
    server: current,
    async start() {
      server = await spawnServer({
        data,
        args,
        ...(options.databaseUrl ? { databaseUrl: options.databaseUrl } : {}),
      });
    },
    async create(key, run = {}) {
      const { run: made } = await current().client.call(createEnvironment, {
        params: { project },
        body: { key, kind: 'on-demand', run: { blueprint: 'shop', ...run } },
      });
      if (!made) throw new Error('It is not hosted.');
      return made;
    },
    async run(key) {
      return (await current().client.call(getRun, { params: { project, environment: key } })).run;
    },
    reach: (key, state) =>
      until(
        `${key} is ${state}`,
        async () => {
          const run = await world.run(key);
          if (run.state === 'failed' && state !== 'failed') throw new Error(JSON.stringify(run.failure));
          return run.state === state && run;
        },
        60_000,
      ),
    async ask(key, service, path) {
      const answer = await fetch(`${await addressOf(data, key, service)}${path}`);
      return (await answer.json()) as Record<string, unknown>;
    },
    close: (gate) => writeFile(join(gates, gate), ''),
    open: (gate) => rm(join(gates, gate), { force: true }),
    async end() {
      await server?.kill('SIGKILL').catch(() => undefined);
      await endEnvironments(join(data, 'environments'));
      await endEnvironments(join(data, 'environments/store/staging'));
      await endPostgres(join(data, 'environments-database'));
    },
  };
  await world.start();
  await register(world, gates);
  return world;
}

/** Environments, and what builds them, outlive their Slipway; they do not outlive their test. */
async function endEnvironments(folder: string): Promise<void> {
  for (const id of await readdir(folder).catch(() => [])) {
    const uid = (await readFile(join(folder, id, 'account'), 'utf8').catch(() => '')).trim();
    if (uid === '') continue;
    await until(`nothing of ${id} runs`, async () => {
      const left = await processesOfUser(uid);
      for (const pid of left) end(pid, 'SIGKILL');
      return left.length === 0;
    });
    await rm(join('/var/lib/slipway/accounts', uid), { force: true });
  }
}

async function processesOfUser(uid: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const isLeft = status.includes(`\nUid:\t${uid}\t`) && !/^State:\s+Z/m.test(status);
      return isLeft ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function endPostgres(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (pid > 0) end(pid, 'SIGQUIT');
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

/** The main program of a service, at a version. */
export function serviceText(version: string): string {
  return serving.replace('ROUTES', apiRoutes.replace('VERSION', JSON.stringify(version)));
}

async function register({ client, web, api }: HostedWorld, gates: string): Promise<void> {
  const params = { project };
  const { call } = client();
  await call(createProject, { body: { key: project } });
  await call(createEnvironment, { params, body: { key: 'staging' } });
  await call(createService, { params, body: { key: 'web', repository: web.url } });
  await call(createService, { params, body: { key: 'api', repository: api.url } });
  await call(putVariable, { params: { ...params, variable: 'GATES' }, body: { value: gates, use: 'both' } });
  await call(createBlueprint, { params, body: { key: 'shop', service: 'web', path: 'compose.yaml' } });
}

/** Where a service of an environment answers. Which folder is whose, only what runs in it says. */
async function addressOf(data: string, key: string, service: string): Promise<string> {
  const folder = join(data, 'environments');
  for (const id of (await readdir(folder)).filter((name) => /^e\d+$/.test(name))) {
    const ports = JSON.parse(await readFile(join(folder, id, 'ports.json'), 'utf8').catch(() => '{}'));
    const url = `http://127.0.0.1:${ports[service]}`;
    const environment = await fetch(`${url}/environment`).then(
      (answer) => answer.json() as Promise<Record<string, string>>,
      () => null,
    );
    if (environment?.SLIPWAY_ENVIRONMENT === key) return url;
  }
  throw new Error(`Nothing answers as "${service}" of "${key}".`);
}

/** An installed package with what it needs, as files below node_modules. */
async function packageFiles(name: string, from = import.meta.url): Promise<Record<string, Buffer>> {
  const require = createRequire(from);
  const folder = folderOf(name, require);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files: Record<string, Buffer> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !relative(folder, path).includes('node_modules'))
      files[join('node_modules', name, relative(folder, path))] = await readFile(path);
  }
  for (const needed of Object.keys(manifest.dependencies ?? {}))
    Object.assign(files, await packageFiles(needed, join(folder, 'package.json')));
  return files;
}

function folderOf(name: string, require: NodeJS.Require): string {
  let folder = dirname(require.resolve(name));
  while (!folder.endsWith(`node_modules/${name}`)) folder = dirname(folder);
  return folder;
}
