import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Client,
  destroyEnvironment,
  getEnvironment,
  getRun,
  type RunState,
  redeploy,
  sleepEnvironment,
  wakeEnvironment,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHostedWorld, type Gate, type HostedWorld, serviceText } from '../support/hosted.ts';
import { until } from '../support/until.ts';

/** kill -9 of Slipway in every state of an environment, then a start: the right state, and nothing left behind. */
let world: HostedWorld;
vi.setConfig({ testTimeout: 120_000 });
const params = (environment: string) => ({ project: world.project, environment });
const call: Client['call'] = (...input) => world.client().call(...input);

beforeAll(async () => {
  world = await createHostedWorld({ args: ['--builds-most', '1'] });
}, 120_000);
afterAll(() => world.end());

async function killAndStart(): Promise<void> {
  await world.server().kill('SIGKILL');
  await world.start();
}

/** Processes whose environment names this one: what runs for it, wherever it came from. */
async function processesOf(key: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const variables = environment.split('\0');
      const isIts = [`SLIPWAY_ENVIRONMENT=${key}`, `GATES=${world.gates}`].every((one) =>
        variables.includes(one),
      );
      return isIts ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function bornAt(key: string, service: string): Promise<unknown> {
  return (await world.ask(key, service, '/version')).born;
}

async function destroyAndCount(key: string): Promise<void> {
  await call(destroyEnvironment, { params: params(key), body: {} });
  await until('nothing of it runs', async () => (await processesOf(key)).length === 0, 30_000);
}

interface Row {
  state: RunState;
  gate: Gate;
}

const rows: Row[] = [
  { state: 'building', gate: 'build' },
  { state: 'migrating', gate: 'migrate' },
  { state: 'starting', gate: 'serve' },
];

describe('kill -9 of Slipway', () => {
  test.each(rows)('while an environment is $state: it comes up after the start', async ({ state, gate }) => {
    const key = `in-${state}`;
    await world.api.commit({ 'main.mjs': serviceText(state) });
    await world.close(gate);
    await world.create(key);
    await world.reach(key, state);

    await killAndStart();
    await world.reach(key, state);
    await world.open(gate);
    await world.reach(key, 'ready');

    expect(await world.ask(key, 'api', '/notes')).toEqual({ notes: ['seed default'] });
    expect(await world.ask(key, 'api', '/version')).toMatchObject({ version: state });
    await destroyAndCount(key);
  });

  test('while an environment waits in the queue: it keeps its place and comes up', async () => {
    await world.api.commit({ 'main.mjs': serviceText('queued') });
    await world.close('build');
    await world.create('first');
    await world.reach('first', 'building');
    await world.create('second');
    await until('it waits', async () => (await world.run('second')).queue !== null);

    await killAndStart();
    await until('it waits again', async () => (await world.run('second')).queue !== null, 30_000);
    await world.open('build');
    await world.reach('first', 'ready');
    await world.reach('second', 'ready');

    await destroyAndCount('first');
    await destroyAndCount('second');
  });

  test('while an environment is ready: its processes go on and are adopted', async () => {
    await world.create('adopted');
    await world.reach('adopted', 'ready');
    const before = await bornAt('adopted', 'api');

    await world.server().kill('SIGKILL');
    const meanwhile = await bornAt('adopted', 'api');
    await world.start();
    const run = await world.reach('adopted', 'ready');

    expect([meanwhile, await bornAt('adopted', 'api')]).toEqual([before, before]);
    expect(run.failure).toBeNull();
    expect(await world.ask('adopted', 'api', '/notes')).toEqual({ notes: ['seed default'] });
  });

  test('and a service that ends meanwhile is started again', async () => {
    await world.server().kill('SIGKILL');
    const before = await bornAt('adopted', 'api');
    await world.ask('adopted', 'api', '/exit').catch(() => undefined);

    await world.start();
    await until(
      'another process answers',
      async () => {
        const born = await bornAt('adopted', 'api').catch(() => before);
        return born !== before;
      },
      60_000,
    );
    await world.reach('adopted', 'ready');
  });

  test.each(['paused', 'stopped'] as const)(
    'while an environment sleeps %s: it sleeps on, and wakes',
    async (how) => {
      await call(sleepEnvironment, { params: params('adopted'), body: { how } });
      await world.reach('adopted', 'sleeping');

      await killAndStart();
      const run = await world.run('adopted');
      await call(wakeEnvironment, { params: params('adopted') });
      await world.reach('adopted', 'ready');

      expect(run).toMatchObject({ state: 'sleeping', sleep: how });
      expect(await world.ask('adopted', 'api', '/notes')).toEqual({ notes: ['seed default'] });
    },
  );

  test('while a redeployment builds: the older code answers, and then the newer', async () => {
    await world.api.commit({ 'main.mjs': serviceText('newer') });
    await world.close('build');
    await call(redeploy, { params: params('adopted'), body: {} });
    await world.reach('adopted', 'building');

    await killAndStart();
    expect(await world.ask('adopted', 'api', '/version')).toMatchObject({ version: 'queued' });
    await world.open('build');
    await world.reach('adopted', 'ready');

    expect(await world.ask('adopted', 'api', '/version')).toMatchObject({ version: 'newer' });
  });

  test('while an environment has failed: it is failed still, with its reason', async () => {
    await world.web.commit({ 'main.mjs': 'throw new Error("no such shelf");' });
    await world.create('broken');
    await world.reach('broken', 'failed');

    await killAndStart();
    const { run } = await call(getRun, { params: params('broken') });

    expect(run.failure?.message).toContain('no such shelf');
    await destroyAndCount('broken');
    await world.web.commit({ 'main.mjs': serviceText('mended') });
  });

  test('right after an environment was destroyed: it is gone, with everything', async () => {
    await call(destroyEnvironment, { params: params('adopted'), body: {} });

    await killAndStart();

    await until('nothing of it runs', async () => (await processesOf('adopted')).length === 0, 30_000);
    await expect(call(getEnvironment, { params: params('adopted') })).rejects.toMatchObject({
      problem: { code: 'environment-not-found' },
    });
    await until(
      'no folder is left',
      async () => !(await readdir(join(world.data, 'environments'))).some((name) => /^[et]\d+$/.test(name)),
      30_000,
    );
  });

  test('at any moment of a short life: never two copies, and nothing left', async () => {
    for (const [index, pauseMs] of [0, 40, 120, 300, 700].entries()) {
      const key = `any-${index}`;
      await world.create(key);
      // The moment is what is tried, not waited for.
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      await killAndStart();
      await world.reach(key, 'ready');
      await call(destroyEnvironment, { params: params(key), body: {} });
      await new Promise((resolve) => setTimeout(resolve, pauseMs / 4));
      await killAndStart();
      await until(`nothing of ${key} runs`, async () => (await processesOf(key)).length === 0, 30_000);
    }
    await until(
      'no folder is left',
      async () => !(await readdir(join(world.data, 'environments'))).some((name) => /^[et]\d+$/.test(name)),
      30_000,
    );
  }, 300_000);
});
