import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { ask, type GatewayWorld, routeTo, startGatewayWorld } from '../../../../test/support/gateway.ts';
import { isRunning } from '../../../../test/support/holder.ts';
import { until } from '../../../../test/support/until.ts';

const script = fileURLToPath(new URL('../../../../test/support/hold-gateway.ts', import.meta.url));
const started: ChildProcess[] = [];
const worlds: GatewayWorld[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const world of worlds.splice(0)) await world.close();
});

interface Said {
  pid?: number;
  message?: string;
}

async function startHolder(port: number): Promise<{ child: ChildProcess; said: Said }> {
  const child = spawn(process.execPath, ['--conditions=@slipway/source', script, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  for await (const line of createInterface({ input: child.stdout })) return { child, said: JSON.parse(line) };
  throw new Error('It ended without a word.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function startWorld(): Promise<GatewayWorld> {
  const world = await startGatewayWorld();
  worlds.push(world);
  return world;
}

test('a control plane that is killed takes its gateway along, and the next one has the port', async () => {
  const port = await freePort();
  const first = await startHolder(port);
  first.child.kill('SIGKILL');

  const second = await startHolder(port);

  expect(second.said.pid).toBeGreaterThan(0);
  await until('the first gateway being gone', async () => !(await isRunning(first.said.pid ?? 0)));
  expect((await ask(port, '/robots.txt')).status).toBe(200);
});

test('a port that stays taken is named with what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const { said } = await startHolder(port);
  taken.close();

  expect(said.message).toBe(
    `127.0.0.1:${port} is in use by another program. Stop it, or choose another port for the gateway with --gateway-port.`,
  );
});

test('a gateway that dies is started again on its port, with its routes, and nobody is counted meanwhile', async () => {
  const world = await startWorld();
  world.routes.set(routeTo(1, { hostedId: 7, state: 'building' }));
  const { port } = world;
  await ask(port, '/', { headers: { accept: 'text/html' } });
  await until('a viewer', () => world.routes.seen.some(({ viewers }) => viewers === 1));
  const pid = world.gateway.pid() ?? 0;

  process.kill(pid, 'SIGKILL');

  await until('another process', () => world.gateway.pid() !== undefined && world.gateway.pid() !== pid);
  expect(world.routes.seen.at(-1)).toMatchObject({ hostedId: 7, viewers: 0 });
  expect((await ask(port, '/', { headers: { accept: 'text/html' } })).body).toContain('Shop is being built');
});

test('closing ends the process, and starting twice is starting once', async () => {
  const world = await startWorld();
  const pid = world.gateway.pid() ?? 0;
  await world.gateway.start();
  expect(world.gateway.pid()).toBe(pid);

  await world.gateway.close();

  expect(await isRunning(pid)).toBe(false);
});

test.runIf(process.platform === 'linux')('the process knows no variable of the control plane', async () => {
  process.env.SLIPWAY_SECRET_FOR_TEST = 'secret';
  const world = await startWorld();
  delete process.env.SLIPWAY_SECRET_FOR_TEST;

  const variables = await readFile(`/proc/${world.gateway.pid()}/environ`, 'latin1');

  expect(
    variables
      .split('\0')
      .filter(Boolean)
      .map((text) => text.split('=', 1)[0]),
  ).toEqual(expect.not.arrayContaining(['SLIPWAY_SECRET_FOR_TEST', 'PATH', 'HOME']));
});
