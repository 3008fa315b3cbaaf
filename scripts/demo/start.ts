import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Client, createClient, createLink } from '@slipway/api';
import { installAcademy } from './academy.ts';
import { type Databases, startDatabases } from './databases.ts';
import { openDoor } from './door.ts';
import { branchEnvironment } from './environment/branch-environment.ts';
import { environmentsDatabaseOf, environmentsOf } from './environment/end.ts';
import { bringUp } from './environment/hosted.ts';
import { register } from './environment/register.ts';
import type { Installation } from './environment/traces.ts';
import type { Keeper } from './keeper.ts';
import type { DemoOptions } from './options.ts';
import { inviteEverybody, signInAs } from './people.ts';
import { answers, choosePorts, type Running, run, start } from './processes.ts';
import { type EnvironmentKey, environments, project, provision, switchIn } from './provision.ts';
import { makeRepositories } from './repositories/index.ts';
import { keptLockfiles } from './repositories/lockfile.ts';
import { secretIn } from './secrets.ts';
import { tellStory } from './story.ts';
import { sendVisitors } from './traffic.ts';

const root = resolve(import.meta.dirname, '../..');

/** What runs, and where it answers. */
export interface Demo {
  url: string;
  token: string;
  /** Of everybody in the demo. */
  password: string;
  /** Opens the dashboard, signed in. */
  door: string;
  webs: Record<EnvironmentKey, string>;
  stagingDatabaseUrl: string;
  installation: Installation;
  processes: Running[];
}

type Say = (line: string) => void;

/** Slipway, a PostgreSQL for the application, and the application in each environment. */
export async function startDemo(options: DemoOptions, keeper: Keeper, say: Say): Promise<Demo> {
  const academy = join(options.folder, 'academy');
  const logs = join(options.folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const [port = 0, gatewayPort = 0, deliveryPort = 0, doorPort = 0, ...rest] = await choosePorts(
    options.port,
    4 + environments.length * 2,
  );
  const installation = {
    data: join(options.folder, 'slipway'),
    deliveryUrl: `http://127.0.0.1:${deliveryPort}`,
  };
  const repositoriesFolder = join(options.folder, 'repositories');
  keeper.keep(environmentsDatabaseOf(installation.data));
  const [slipway, databases] = await together([
    startSlipway(
      { folder: options.folder, logs, port, gatewayPort, installation, repositoriesFolder },
      keeper,
    ),
    startDatabases(options.folder, environments.map(databaseOf)).then(keeper.keep),
    installAcademy(academy, say),
  ]);
  say(`Slipway answers at ${slipway.url}`);
  const client = createClient({ ...slipway, userAgent: 'slipway-demo' });
  keeper.keep(environmentsOf(client, installation.data));
  const tokens = await provision(client);
  const repositories = await makeRepositories(
    repositoriesFolder,
    join(academy, 'vendor'),
    keptLockfiles(join(options.folder, 'lockfiles')),
  );
  await register(client, project, repositories);
  const password = await secretIn(options.folder, 'password');
  await inviteEverybody(slipway.url, client, password);
  const door = await openDoor({ url: slipway.url, password, port: doorPort }, keeper);
  const copies = environments.map(async (environment, index) => {
    const ports = rest.slice(index * 2, index * 2 + 2);
    const env = {
      SLIPWAY_URL: installation.deliveryUrl,
      SLIPWAY_TOKEN: tokens[environment],
      SLIPWAY_ENVIRONMENT: environment,
      // Simulated users say who they are in a header.
      ACADEMY_TRUST_USER_HEADER: '1',
    };
    const copy = await startAcademy({ academy, logs, environment, ports, databases, env }, keeper);
    say(`academy in ${environment} answers at ${copy.web}`);
    return copy;
  });
  const [production, staging] = await together([...copies]);
  if (!production || !staging) throw new Error('The demo needs production and staging.');
  const processes = [slipway.process, ...production.processes, ...staging.processes];
  const webs = { production: production.web, staging: staging.web };
  const stagingDatabaseUrl = databases.urlOf(databaseOf('staging'));
  return { ...slipway, password, door: door.url, processes, webs, stagingDatabaseUrl, installation };
}

/** What makes the dashboard worth a look: what a team has done, and visitors. */
export async function populate({ url, password, webs }: Demo, keeper: Keeper): Promise<void> {
  const [developer, releaser] = await Promise.all([
    signInAs(url, 'developer', password),
    signInAs(url, 'releaser', password),
  ]);
  await tellStory({ developer: developer.client, releaser: releaser.client });
  sendVisitors(Object.values(webs), keeper);
}

interface SlipwayPlace {
  folder: string;
  logs: string;
  port: number;
  gatewayPort: number;
  installation: Installation;
  repositoriesFolder: string;
}

/** Academy from two branches, beside production and staging, and a link to it. */
export async function startBranches(client: Client, say: Say): Promise<{ url: string; link: string }> {
  say(`Bringing up ${branchEnvironment.key} from its branches …`);
  const { run } = await bringUp(client, project, branchEnvironment);
  const params = { project, environment: branchEnvironment.key };
  await switchIn(client, { ...params, flag: 'new-checkout' }, true);
  const { url: link } = await client.call(createLink, { params, body: { label: 'product owner' } });
  say(`academy from its branches answers at ${run.url}`);
  return { url: run.url, link };
}

async function startSlipway(place: SlipwayPlace, keeper: Keeper) {
  const { folder, logs, port, gatewayPort, installation, repositoriesFolder } = place;
  const url = `http://127.0.0.1:${port}`;
  const token = await secretIn(folder, 'admin-token', 'slw_admin_');
  const deliveryPort = new URL(installation.deliveryUrl).port;
  const ports = ['--port', `${port}`, '--delivery-port', deliveryPort];
  const hosting = ['--gateway-port', `${gatewayPort}`, '--source-allow', repositoriesFolder];
  const program = {
    name: 'slipway',
    args: [
      '--conditions=@slipway/source',
      'packages/server/src/main.ts',
      '--data',
      installation.data,
      ...ports,
      ...hosting,
    ],
    cwd: root,
    env: { SLIPWAY_ADMIN_TOKEN: token },
    logs,
  };
  const process = await start(program, keeper, () => answers(`${url}/readyz`));
  return { url, token, process };
}

interface Copy {
  academy: string;
  logs: string;
  environment: EnvironmentKey;
  ports: number[];
  databases: Databases;
  env: Record<string, string>;
}

/** One copy of academy: its database made ready, then its two services. */
async function startAcademy({ academy, logs, environment, ports, databases, env }: Copy, keeper: Keeper) {
  const [apiPort = 0, webPort = 0] = ports;
  const database = { DATABASE_URL: databases.urlOf(databaseOf(environment)) };
  for (const [script, ...args] of [['src/migrate.ts'], ['src/seed.ts', 'demo']] as const) {
    const options = {
      cwd: join(academy, 'api'),
      env: { ...process.env, ...database },
      what: `academy’s ${script}`,
    };
    await run(process.execPath, [script, ...args], options);
  }
  const service = (name: 'api' | 'web', port: number, extra: Record<string, string>): Promise<Running> => {
    const program = {
      name: `academy-${environment}-${name}`,
      args: ['src/main.ts'],
      cwd: join(academy, name),
      env: { ...env, ...extra, PORT: `${port}` },
      logs,
    };
    return start(program, keeper, () => answers(`http://127.0.0.1:${port}/healthz`));
  };
  const api = await service('api', apiPort, database);
  const web = await service('web', webPort, { API_URL: `http://127.0.0.1:${apiPort}` });
  return { web: `http://127.0.0.1:${webPort}`, processes: [api, web] };
}

function databaseOf(environment: EnvironmentKey): string {
  return `academy_${environment}`;
}

/** Waits for all before it fails, so that nothing is still starting when everything is stopped. */
async function together<T extends readonly unknown[]>(
  work: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
