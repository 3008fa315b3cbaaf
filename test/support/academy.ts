import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testDatabase } from './database.ts';
import { until } from './until.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
/** For processes of the sample application that use the packages’ sources. */
export const ofSource = '--conditions=@slipway/source';

/** A copy, so that an SDK that somebody installed in academy's own folders is not the one under test. */
export async function copyAcademy(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-academy-')));
  await cp(join(checkout, 'examples', 'academy'), folder, {
    recursive: true,
    filter: (path) => !/\/(node_modules|vendor)$/.test(path),
  });
  await symlink(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The variables of this process that mean nothing to the application. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(NODE_|VITEST|SLIPWAY_|ACADEMY_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

export interface RunningAcademy {
  /** Where its pages are. */
  readonly url: string;
  close(): Promise<void>;
}

interface AcademyOptions {
  /** Slipway's delivery listener. */
  slipwayUrl: string;
  token: string;
  environment: string;
}

/** The sample application, with its own database, asking this Slipway for its flags. */
export async function startAcademy({
  slipwayUrl,
  token,
  environment,
}: AcademyOptions): Promise<RunningAcademy> {
  const [database, copy] = await Promise.all([testDatabase({ empty: true }), copyAcademy()]);
  const [apiPort, webPort] = [await freePort(), await freePort()];
  const flags = { SLIPWAY_URL: slipwayUrl, SLIPWAY_TOKEN: token, SLIPWAY_ENVIRONMENT: environment };
  const data = { ...plainEnvironment(), ...flags, DATABASE_URL: database.adminUrl, PORT: String(apiPort) };
  const pages = {
    ...plainEnvironment(),
    ...flags,
    API_URL: `http://127.0.0.1:${apiPort}`,
    PORT: String(webPort),
  };
  const api = join(copy.folder, 'api');
  for (const script of [['src/migrate.ts'], ['src/seed.ts', 'demo']])
    await promisify(execFile)(process.execPath, [ofSource, ...script], { cwd: api, env: data });
  const running = [
    spawn(process.execPath, [ofSource, 'src/main.ts'], { cwd: api, env: data, stdio: 'ignore' }),
    spawn(process.execPath, [ofSource, 'src/main.ts'], {
      cwd: join(copy.folder, 'web'),
      env: pages,
      stdio: 'ignore',
    }),
  ];
  const url = `http://127.0.0.1:${webPort}`;
  await until('academy answers', async () => (await fetch(url).catch(() => null))?.ok, 30_000);
  return {
    url,
    async close() {
      await Promise.all(running.map(end));
      await copy.remove();
      await database.drop();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('No port is free.');
  return address.port;
}
