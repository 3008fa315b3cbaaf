import { dropFlagOverride, getEnvironment, getFlagState, listFlagStates, switchFlag } from '@slipway/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, type Tree } from '../../../../test/support/tree.ts';

let server: TestSlipway;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
  tree = await plantTree(server);
});

afterAll(() => server.close());

function versionOf(environment: string): Promise<number> {
  const params = { project: tree.project, environment };
  return server.client.call(getEnvironment, { params }).then(({ version }) => version);
}

function drop(flag: string, environment: string, ifMatch: string) {
  return server.client.call(dropFlagOverride, {
    params: { project: tree.project, flag, environment },
    ifMatch,
  });
}

test('a new flag is off everywhere, by default', async () => {
  await tree.createFlag({ key: 'dark' });

  const state = await tree.state('dark', 'preview');

  expect(state).toMatchObject({
    source: 'default',
    inheritedFrom: null,
    enabledNow: false,
    killed: false,
    environmentKind: 'on-demand',
    config: { enabled: false, offVariant: 'off', fallthrough: { variant: 'on' } },
  });
});

test('what the base is told holds in every environment below, and one write raises each version once', async () => {
  await tree.createFlag({ key: 'flowing' });
  const before = await Promise.all(['production', 'staging', 'preview'].map(versionOf));

  const { versions } = await server.client.request(switchFlag, {
    params: { project: tree.project, flag: 'flowing', environment: 'production' },
    body: { enabled: true },
    ifMatch: '*',
  });

  const [production = 0, staging = 0, preview = 0] = before;
  expect(versions).toEqual({ production: production + 1, staging: staging + 1, preview: preview + 1 });
  expect(await tree.state('flowing', 'preview')).toMatchObject({
    source: 'base',
    inheritedFrom: 'production',
    enabledNow: true,
    version: preview + 1,
  });
});

test('an override shields from the base, for itself and for what inherits from it', async () => {
  await tree.createFlag({ key: 'shielded' });
  await tree.switch('shielded', 'staging', true);
  const before = await Promise.all([versionOf('staging'), versionOf('preview')]);

  await tree.set('shielded', 'production', { enabled: false, safeVariant: 'off' });

  expect(await Promise.all([versionOf('staging'), versionOf('preview')])).toEqual(before);
  expect(await tree.state('shielded', 'staging')).toMatchObject({ source: 'override', enabledNow: true });
  expect(await tree.state('shielded', 'preview')).toMatchObject({
    source: 'base',
    inheritedFrom: 'staging',
    enabledNow: true,
  });
});

test('a dropped override inherits again', async () => {
  await tree.createFlag({ key: 'dropped' });
  await tree.switch('dropped', 'production', true);
  await tree.switch('dropped', 'staging', false);

  await drop('dropped', 'staging', await tree.etag('dropped', 'staging'));

  expect(await tree.state('dropped', 'preview')).toMatchObject({
    inheritedFrom: 'production',
    enabledNow: true,
  });
});

test('dropping what is not there says so', async () => {
  await tree.createFlag({ key: 'bare' });

  const problem = await refusal(drop('bare', 'staging', '*'));

  expect(problem).toMatchObject({ code: 'override-not-found', status: 404 });
  expect(problem.detail).toContain('staging');
});

test('an override equal to what is inherited changes no ruleset, but shields from then on', async () => {
  await tree.createFlag({ key: 'pinned' });
  const before = await versionOf('staging');

  const state = await tree.set('pinned', 'staging', {});
  await tree.switch('pinned', 'production', true);

  expect(state.source).toBe('override');
  expect(await versionOf('staging')).toBe(before);
  expect(await tree.state('pinned', 'staging')).toMatchObject({ enabledNow: false });
});

test('the states of a flag are listed by environment, page by page', async () => {
  await tree.createFlag({ key: 'listed' });
  const params = { project: tree.project, flag: 'listed' };

  const first = await server.client.call(listFlagStates, { params, query: { limit: 2 } });
  const second = await server.client.call(listFlagStates, {
    params,
    query: { limit: 2, cursor: first.next ?? '' },
  });

  expect(first.items.map(({ environment }) => environment)).toEqual(['preview', 'production']);
  expect(second).toMatchObject({ items: [{ environment: 'staging' }], next: null });
});

test('an etag tells a write from a read before it, in the base too', async () => {
  await tree.createFlag({ key: 'tagged' });
  const stale = await tree.etag('tagged', 'staging');
  await tree.switch('tagged', 'production', true);

  const problem = await refusal(
    server.client.call(switchFlag, {
      params: { project: tree.project, flag: 'tagged', environment: 'staging' },
      body: { enabled: true },
      ifMatch: stale,
    }),
  );

  expect(problem.code).toBe('precondition-failed');
  expect(problem.detail).toContain(await tree.etag('tagged', 'staging'));
});

test('a write answers the etag that the next one needs', async () => {
  await tree.createFlag({ key: 'chained' });
  const params = { project: tree.project, flag: 'chained', environment: 'production' };
  const first = await server.client.request(switchFlag, { params, body: { enabled: true }, ifMatch: '*' });

  const second = await server.client.request(switchFlag, {
    params,
    body: { enabled: false },
    ifMatch: first.etag ?? '',
  });

  expect(second.etag).toBe((await server.client.request(getFlagState, { params })).etag);
});
