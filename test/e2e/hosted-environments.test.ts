import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  type Client,
  cloneEnvironment,
  compareEnvironments,
  createEnvironment,
  createFlag,
  deleteEnvironment,
  destroyEnvironment,
  extendEnvironment,
  getEnvironment,
  getFlagState,
  getRun,
  planEnvironment,
  putServiceVariable,
  redeploy,
  resetData,
  restoreData,
  setEnvironmentAccess,
  sleepEnvironment,
  snapshotData,
  switchFlag,
  wakeEnvironment,
} from '@slipway/api';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHostedWorld, type HostedWorld, serviceText } from '../support/hosted.ts';
import { until } from '../support/until.ts';

let world: HostedWorld;
vi.setConfig({ testTimeout: 90_000 });
const params = (environment: string) => ({ project: world.project, environment });
const call: Client['call'] = (...input) => world.client().call(...input);

beforeAll(async () => {
  world = await createHostedWorld();
  await world.web.branch('feature/price');
  await world.web.commit({ 'main.mjs': serviceText('price') });
  world.web.switchTo('main');
  await call(createFlag, { params: { project: world.project }, body: { key: 'new-price' } });
}, 120_000);
afterAll(() => world.end());

/** As the environment itself, by the URL that it was given. */
async function inDatabase(key: string, text: string): Promise<pg.QueryResult> {
  const { DATABASE_URL } = await world.ask(key, 'api', '/environment');
  const client = new pg.Client({ connectionString: String(DATABASE_URL) });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

const notes = (key: string) => world.ask(key, 'api', '/notes');

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

function throughGateway(publicUrl: string, path: string, userAgent: string): Promise<Answered> {
  const { host, port } = new URL(publicUrl);
  const headers = { host, 'user-agent': userAgent, accept: 'application/json' };
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, async (answer) => {
      const body = await text(answer);
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: body });
    })
      .once('error', reject)
      .end();
  });
}

describe('an environment that Slipway runs', () => {
  test('is planned without anything being run', async () => {
    const plan = await call(planEnvironment, {
      params: { project: world.project },
      body: { blueprint: 'shop', services: { web: { branch: 'feature/price' } }, base: 'staging' },
    });

    expect(plan.revisions.services).toMatchObject([
      { service: 'web', because: 'asked', branch: 'feature/price' },
      { service: 'api', because: 'default', branch: 'main' },
    ]);
    expect(plan).toMatchObject({ seed: 'default', isDataReady: false, runtime: 'process' });
    expect(plan.limits.length).toBeGreaterThan(0);
  });

  test('runs the branches it was made from, with data of its own', async () => {
    await world.create('price', { services: { web: { branch: 'feature/price' } } });
    const run = await world.reach('price', 'ready');

    expect(await world.ask('price', 'web', '/version')).toMatchObject({ version: 'price' });
    expect(await world.ask('price', 'api', '/version')).toMatchObject({ version: 'main' });
    expect(await notes('price')).toEqual({ notes: ['seed default'] });
    expect(run).toMatchObject({ state: 'ready', failure: null, seed: 'default' });
    expect(await call(getEnvironment, { params: params('price') })).toMatchObject({
      base: 'staging',
      kind: 'on-demand',
      run: { state: 'ready' },
    });
  });

  test('gives its services what they need, and nothing of Slipway’s own', async () => {
    const environment = await world.ask('price', 'web', '/environment');

    expect(environment).toMatchObject({
      SLIPWAY_ENVIRONMENT: 'price',
      SLIPWAY_URL: world.server().deliveryUrl,
      SLIPWAY_TOKEN: expect.stringMatching(/^slw_server_/),
      SLIPWAY_PUBLIC_URL: expect.stringMatching(/^http:\/\/price\.localhost:\d+$/),
      API_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    const known =
      /^(SLIPWAY_(ENVIRONMENT|URL|TOKEN|PUBLIC_URL)(_WEB|_API)?|PORT|API_URL|GATES|PATH|HOME|TMPDIR|LANG|USER|LOGNAME|PWD|SHLVL|_|OLDPWD)$/;
    expect(Object.keys(environment).filter((name) => !known.test(name))).toEqual([]);
  });

  test('has a flag state that follows its base until it says otherwise', async () => {
    const flag = { ...params('price'), flag: 'new-price' };
    await call(switchFlag, { params: flag, body: { enabled: true }, ifMatch: '*' });
    const { SLIPWAY_TOKEN } = await world.ask('price', 'web', '/environment');

    const answer = await fetch(`${world.server().deliveryUrl}/sdk/v1/ruleset`, {
      headers: { authorization: `Bearer ${SLIPWAY_TOKEN}` },
    });

    expect(await answer.json()).toMatchObject({
      environment: 'price',
      flags: { 'new-price': { enabled: true } },
    });
    const staging = await call(getFlagState, { params: { ...flag, environment: 'staging' } });
    expect(staging.config.enabled).toBe(false);
  });

  test('tells in what it differs from another', async () => {
    const difference = await call(compareEnvironments, { params: params('price'), query: { to: 'staging' } });

    expect(difference).toMatchObject({
      services: [
        { service: 'web', aheadCount: 1, behindCount: 0 },
        { service: 'api', aheadCount: 0 },
      ],
      flags: ['new-price'],
      segments: [],
    });
  });

  test('sleeps paused and stopped, and wakes as it was', async () => {
    const before = await world.ask('price', 'api', '/version');

    await call(sleepEnvironment, { params: params('price'), body: { how: 'paused' } });
    await world.reach('price', 'sleeping');
    await call(wakeEnvironment, { params: params('price') });
    await world.reach('price', 'ready');
    const resumed = await world.ask('price', 'api', '/version');
    await call(sleepEnvironment, { params: params('price'), body: { how: 'stopped' } });
    await world.reach('price', 'sleeping');
    await call(wakeEnvironment, { params: params('price') });
    await world.reach('price', 'ready');
    const restarted = await world.ask('price', 'api', '/version');

    expect(resumed.born).toBe(before.born);
    expect(restarted.born).not.toBe(before.born);
    expect(restarted.version).toBe('main');
    expect(await notes('price')).toEqual({ notes: ['seed default'] });
  });

  test('is woken by whoever may open it, through the gateway, and answers there', async () => {
    const { SLIPWAY_PUBLIC_URL } = await world.ask('price', 'web', '/environment');
    await call(setEnvironmentAccess, { params: params('price'), body: { access: 'public' } });
    await call(sleepEnvironment, { params: params('price'), body: { how: 'stopped' } });
    await world.reach('price', 'sleeping');

    const preview = await throughGateway(String(SLIPWAY_PUBLIC_URL), '/', 'Slackbot-LinkExpanding 1.0');
    const whileAsleep = await world.run('price');
    const answer = await throughGateway(String(SLIPWAY_PUBLIC_URL), '/api/version', 'a program');

    expect(preview.headers['x-robots-tag']).toContain('noindex');
    expect(whileAsleep.state).toBe('sleeping');
    expect(JSON.parse(answer.text)).toMatchObject({ version: 'main' });
    expect((await world.run('price')).state).toBe('ready');
    await call(setEnvironmentAccess, { params: params('price'), body: { access: 'members' } });
    const refused = await throughGateway(String(SLIPWAY_PUBLIC_URL), '/api/version', 'a program');
    expect(refused.status).toBe(401);
  });

  test('keeps a snapshot, is put back to it, and is put back to its seed with a new token', async () => {
    const { SLIPWAY_TOKEN: before } = await world.ask('price', 'web', '/environment');
    await inDatabase('price', `insert into notes values ('mine')`);
    await call(snapshotData, { params: params('price'), body: { name: 'with-mine' } });
    await until('the snapshot is there', async () =>
      (await call(getRun, { params: params('price') })).snapshots.some(({ name }) => name === 'with-mine'),
    );
    await call(resetData, { params: params('price'), body: { seed: 'demo' } });
    await world.reach('price', 'ready');
    const afterReset = await notes('price');
    const { SLIPWAY_TOKEN: after } = await world.ask('price', 'web', '/environment');
    await call(restoreData, { params: params('price'), body: { name: 'with-mine' } });
    await until(
      'the snapshot holds',
      async () => {
        const run = await world.run('price');
        return run.state === 'ready' && JSON.stringify(await notes('price')).includes('mine');
      },
      60_000,
    );

    expect(afterReset).toEqual({ notes: ['seed demo'] });
    expect(after).not.toBe(before);
    const answer = await fetch(`${world.server().deliveryUrl}/sdk/v1/ruleset`, {
      headers: { authorization: `Bearer ${before}` },
    });
    expect(answer.status).toBe(401);
    await expect(
      call(restoreData, { params: params('price'), body: { name: 'nothing' } }),
    ).rejects.toMatchObject({ problem: { code: 'snapshot-not-found' } });
  });

  test('is cloned with its data and its overrides, which then go their own way', async () => {
    await call(cloneEnvironment, { params: params('price'), body: { key: 'price-two' } });
    await world.reach('price-two', 'ready');
    await inDatabase('price-two', `insert into notes values ('only here')`);

    expect(JSON.stringify(await notes('price-two'))).toContain('mine');
    expect(JSON.stringify(await notes('price'))).not.toContain('only here');
    const state = await call(getFlagState, { params: { ...params('price-two'), flag: 'new-price' } });
    expect(state.config.enabled).toBe(true);
  });

  test('follows its branch when it is redeployed, and an older build still answers meanwhile', async () => {
    world.api.switchTo('main');
    await world.api.commit({ 'main.mjs': serviceText('main-2') });
    await world.close('build');

    await call(redeploy, { params: params('price'), body: {} });
    await world.reach('price', 'building');
    const meanwhile = await world.ask('price', 'api', '/version');
    await world.open('build');
    await world.reach('price', 'ready');

    expect(meanwhile.version).toBe('main');
    expect(await world.ask('price', 'api', '/version')).toMatchObject({ version: 'main-2' });
  });

  test('the newest redeployment wins over the one under way', async () => {
    await world.api.commit({ 'main.mjs': serviceText('main-3') });
    await world.close('build');
    await call(redeploy, { params: params('price'), body: {} });
    await world.reach('price', 'building');
    await world.api.commit({ 'main.mjs': serviceText('main-4') });
    await call(redeploy, { params: params('price'), body: {} });
    await world.open('build');
    await world.reach('price', 'ready');

    expect(await world.ask('price', 'api', '/version')).toMatchObject({ version: 'main-4' });
  });

  test('says what failed and what to do, and comes up once that is mended', async () => {
    await world.web.commit({ 'main.mjs': 'throw new Error("no such shelf");' });
    await world.create('broken');
    const run = await world.reach('broken', 'failed');

    expect(run.failure?.message).toContain('no such shelf');
    expect(run.failure?.remedy).not.toBe('');

    await world.web.commit({ 'main.mjs': serviceText('mended') });
    await call(redeploy, { params: params('broken'), body: {} });
    await until('it is ready', async () => (await world.run('broken')).state === 'ready', 60_000);
    expect(await world.ask('broken', 'web', '/version')).toMatchObject({ version: 'mended' });
  });

  test('a service that ends is noticed', async () => {
    await world.ask('broken', 'api', '/exit').catch(() => undefined);

    await until(
      'it failed or came back',
      async () => {
        const { services } = await call(getRun, { params: params('broken') });
        return services.some(({ name, restarts }) => name === 'api' && restarts > 0);
      },
      60_000,
    );
  });

  test('that is kept cannot be destroyed before it is let go', async () => {
    await call(extendEnvironment, { params: params('price-two'), body: { isKept: true } });

    await expect(call(destroyEnvironment, { params: params('price-two'), body: {} })).rejects.toMatchObject({
      problem: { code: 'environment-kept' },
    });
    await expect(
      call(deleteEnvironment, { params: params('price-two'), query: {}, ifMatch: '*' }),
    ).rejects.toMatchObject({ problem: { code: 'environment-kept' } });
    await call(extendEnvironment, { params: params('price-two'), body: { isKept: false } });
  });

  test('is destroyed with everything, and its key is free again', async () => {
    const { SLIPWAY_TOKEN, DATABASE_URL, PORT } = await world.ask('price', 'api', '/environment');

    await call(destroyEnvironment, { params: params('price'), body: { reason: 'Merged.' } });

    await expect(call(getEnvironment, { params: params('price') })).rejects.toMatchObject({
      problem: { code: 'environment-not-found' },
    });
    await until('its port is closed', () =>
      fetch(`http://127.0.0.1:${PORT}/healthz`).then(
        () => false,
        () => true,
      ),
    );
    await until('its database is gone', async () => {
      const client = new pg.Client({ connectionString: String(DATABASE_URL) });
      return client.connect().then(
        () => client.end().then(() => false),
        () => true,
      );
    });
    const answer = await fetch(`${world.server().deliveryUrl}/sdk/v1/ruleset`, {
      headers: { authorization: `Bearer ${SLIPWAY_TOKEN}` },
    });
    expect(answer.status).toBe(401);
    await world.create('price');
    await world.reach('price', 'ready');
  });

  test.each([
    {
      given: 'a branch that is not there',
      run: { services: { web: { branch: 'feature/none' } } },
      code: 'ref-not-found',
    },
    {
      given: 'a service that the blueprint does not run',
      run: { services: { mobile: { branch: 'main' } } },
      code: 'service-not-found',
    },
    { given: 'a branch that no repository has', run: { sameBranch: 'feature/none' }, code: 'ref-not-found' },
    { given: 'a seed profile that is not there', run: { seed: 'none' }, code: 'invalid-request' },
    { given: 'a blueprint that is not there', run: { blueprint: 'none' }, code: 'blueprint-not-found' },
    {
      given: 'a name that is an option',
      run: { services: { web: { branch: '--upload-pack=true' } } },
      code: 'invalid-request',
    },
  ])('with $given is refused, and nothing is left', async ({ run, code }) => {
    await expect(world.create('refused', run)).rejects.toMatchObject({ problem: { code } });
    await expect(call(getEnvironment, { params: params('refused') })).rejects.toMatchObject({
      problem: { code: 'environment-not-found' },
    });
  });

  test('secrets reach the service that they are for, and no log', async () => {
    const secret = 'a-secret-that-nobody-may-read';
    await call(putServiceVariable, {
      params: { project: world.project, service: 'web', variable: 'SECRET' },
      body: { value: secret, isSecret: true },
    });
    await world.create('secretive');
    await world.reach('secretive', 'ready');

    expect((await world.ask('secretive', 'web', '/environment')).SECRET).toBe(secret);
    expect((await world.ask('secretive', 'api', '/environment')).SECRET).toBeUndefined();
    const logs = await fetch(
      `${world.server().url}/api/v1/projects/${world.project}/environments/secretive/logs?follow=false&source=web`,
      { headers: { authorization: `Bearer ${world.server().adminToken}` } },
    );
    const text = await logs.text();
    expect(text).toContain('listening [secret]');
    expect(text).not.toContain(secret);
    expect(world.server().logs()).not.toContain(secret);

    await world.web.commit({ 'main.mjs': 'throw new Error("with " + process.env.SECRET);' });
    await call(redeploy, { params: params('secretive'), body: {} });
    const { failure } = await world.reach('secretive', 'failed');
    expect(failure?.message).toContain('with [secret]');
    expect(failure?.message).not.toContain(secret);
  });

  test('a permanent environment is not run by Slipway', async () => {
    await expect(
      call(createEnvironment, {
        params: { project: world.project },
        body: { key: 'live', kind: 'permanent', run: { blueprint: 'shop' } },
      }),
    ).rejects.toMatchObject({ problem: { code: 'invalid-request' } });
  });
});
