import { request } from 'node:http';
import { createEnvironment, createProject, getEnvironment } from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { createHostedWorld, type HostedWorld } from '../support/hosted.ts';
import { type SpawnedSlipway, spawnServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-server.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('two control planes on one database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let world: HostedWorld;
  let other: SpawnedSlipway | undefined;
  const params = (environment: string) => ({ project: world.project, environment });

  beforeAll(async () => {
    database = await testDatabase();
    world = await createHostedWorld({ databaseUrl: database.url });
    await world.create('mine');
    await world.reach('mine', 'ready');
  }, 120_000);
  afterAll(async () => {
    await other?.kill('SIGKILL');
    await world.end();
    await database.drop();
  });

  test('on data folders of their own, each acts for its own node only, and leads to the other', async () => {
    const born = await world.ask('mine', 'api', '/version');
    const data = await temporaryFolder('slipway-other-node-');
    other = await spawnServer({ databaseUrl: database.url, data, args: world.args });
    // With something of its own it is a node, too.
    await other.client.call(createProject, { body: { key: 'elsewhere' } });
    await other.client.call(createEnvironment, { params: { project: 'elsewhere' }, body: { key: 'here' } });
    const { client } = other;

    const seen = await client.call(getEnvironment, { params: params('mine') });
    const logs = await fetch(
      `${other.url}/api/v1/projects/${world.project}/environments/mine/logs?follow=false`,
      { headers: { authorization: `Bearer ${other.adminToken}` } },
    );

    expect(seen.run).toMatchObject({ state: 'ready', isReachable: true });
    expect(await logs.json()).toMatchObject({ code: 'node-unreachable' });
    expect(await world.ask('mine', 'api', '/version')).toEqual(born);
    await other.kill('SIGKILL');
    other = undefined;
  });

  test('on one data folder, only the first acts; when it is killed, the second takes over and adopts', async () => {
    const born = await world.ask('mine', 'api', '/version');
    other = await spawnServer({ databaseUrl: database.url, data: world.data, args: world.args });
    await world.close('build');
    await world.create('contested');
    await world.reach('contested', 'building');
    await world.open('build');
    await world.reach('contested', 'ready');
    const whileBoth = await world.ask('contested', 'api', '/version');

    await world.server().kill('SIGKILL');
    const { client } = other;
    await world.close('serve');
    await until('the second acts', async () => {
      const { run } = await client.call(getEnvironment, { params: params('mine') });
      return run?.isReachable && run.state === 'ready';
    });
    await world.open('serve');

    expect(await world.ask('mine', 'api', '/version')).toEqual(born);
    expect(await world.ask('contested', 'api', '/version')).toEqual(whileBoth);
    await client.call(createEnvironment, {
      params: { project: world.project },
      body: { key: 'second', kind: 'on-demand', run: { blueprint: 'shop' } },
    });
    await until(
      'the second brings one up',
      async () => (await client.call(getEnvironment, { params: params('second') })).run?.state === 'ready',
      60_000,
    );
  });

  test('whoever asks the gateway of one is not let in without access', async () => {
    const { SLIPWAY_PUBLIC_URL } = await world.ask('mine', 'api', '/environment');
    const { host } = new URL(String(SLIPWAY_PUBLIC_URL));
    const run = await other?.client.call(getEnvironment, { params: params('mine') });
    const { port } = new URL(run?.run?.url ?? '');

    expect(await statusOf(Number(port), host)).toBe(401);
  });
});

function statusOf(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}
