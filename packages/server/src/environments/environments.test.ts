import {
  createEnvironment,
  createSegment,
  createToken,
  deleteEnvironment,
  type EnvironmentDraft,
  explainFlag,
  getEnvironment,
  getMe,
  listEnvironments,
  putSegmentOverride,
  updateEnvironment,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, refusalCode, type Tree } from '../../../../test/support/tree.ts';

let server: TestSlipway;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  tree = await plantTree(server);
});
afterAll(() => server.close());

function at(environment: string) {
  return { params: { project: tree.project, environment } };
}

function create(body: z.input<typeof EnvironmentDraft>) {
  return server.client.request(createEnvironment, { params: { project: tree.project }, body });
}

function rebase(environment: string, base: string | null, ifMatch = '*') {
  return server.client.request(updateEnvironment, {
    ...at(environment),
    body: { name: environment, base },
    ifMatch,
  });
}

function remove(environment: string, ifMatch = '*') {
  return server.client.call(deleteEnvironment, { ...at(environment), ifMatch });
}

test('an environment starts at version 1, without a base from what flags were created with', async () => {
  await tree.createFlag({ key: 'checkout' });
  await tree.switch('checkout', 'production', true);

  const { body, etag, versions } = await create({ key: 'demo', kind: 'demo', name: 'Demo' });

  expect(body).toMatchObject({ key: 'demo', name: 'Demo', kind: 'demo', base: null, version: 1 });
  expect(etag).toBe('"r1"');
  expect(versions).toEqual({ demo: 1 });
  expect(await tree.state('checkout', 'demo')).toMatchObject({
    source: 'default',
    enabledNow: false,
    version: 1,
  });
});

test('with a base it starts as that one is, kills and segments included', async () => {
  await tree.createFlag({ key: 'checkout' });
  await tree.switch('checkout', 'staging', true);
  await tree.kill('checkout', 'staging');

  await create({ key: 'pr-7', base: 'staging', kind: 'on-demand' });

  expect(await tree.state('checkout', 'pr-7')).toMatchObject({
    inheritedFrom: 'staging',
    killed: true,
    killedHere: false,
    enabledNow: true,
    version: 1,
  });
});

test('a key is taken once, and a base has to exist', async () => {
  expect(await refusalCode(create({ key: 'staging' }))).toBe('environment-key-taken');
  expect((await refusal(create({ key: 'new', base: 'moon' }))).detail).toContain('"moon"');
});

test('another base changes what is inherited, here and below', async () => {
  await tree.createFlag({ key: 'checkout' });
  await create({ key: 'next' });
  await tree.switch('checkout', 'next', true);

  const { body, versions } = await rebase('staging', 'next');

  expect(body.base).toBe('next');
  expect(Object.keys(versions)).toEqual(['staging', 'preview']);
  expect(await tree.state('checkout', 'preview')).toMatchObject({ inheritedFrom: 'next', enabledNow: true });
  await tree.switch('checkout', 'production', true);
  expect(await tree.state('checkout', 'preview')).toMatchObject({ inheritedFrom: 'next' });
});

test('another name is no part of a ruleset, and no change at all leaves the etag', async () => {
  const named = await server.client.request(updateEnvironment, {
    ...at('staging'),
    body: { name: 'Staging', base: 'production' },
    ifMatch: '"r1"',
  });
  const same = await server.client.request(updateEnvironment, {
    ...at('staging'),
    body: { name: 'Staging', base: 'production' },
    ifMatch: '"r2"',
  });

  expect(named).toMatchObject({ etag: '"r2"', versions: {} });
  expect(same.etag).toBe('"r2"');
});

test.each(['staging', 'preview'])(
  'a base is refused that is the environment itself or below it: %s',
  async (base) => {
    expect(await refusalCode(rebase('staging', base))).toBe('base-refused');
  },
);

test('a base under which flags or segments would go in circles is refused', async () => {
  await tree.createFlag({ key: 'a' });
  await tree.createFlag({ key: 'b' });
  await create({ key: 'next' });
  await tree.set('a', 'next', { prerequisites: [{ flag: 'b', variants: ['on'] }] });
  await tree.set('b', 'staging', { prerequisites: [{ flag: 'a', variants: ['on'] }] });
  const params = { project: tree.project };
  for (const key of ['x', 'y']) await server.client.call(createSegment, { params, body: { key } });
  const like = (segment: string) => ({
    content: { include: [], exclude: [], rules: [{ conditions: [{ segment }] }] },
  });
  await create({ key: 'other' });
  for (const [segment, environment, of] of [
    ['x', 'other', 'y'],
    ['y', 'staging', 'x'],
  ] as const)
    await server.client.call(putSegmentOverride, {
      params: { ...params, segment, environment },
      body: like(of),
      ifMatch: '*',
    });

  expect(await refusalCode(rebase('staging', 'next'))).toBe('prerequisite-cycle');
  expect(await refusalCode(rebase('staging', 'other'))).toBe('segment-cycle');
  expect((await server.client.call(getEnvironment, at('staging'))).base).toBe('production');
});

test('an environment goes with its overrides and tokens', async () => {
  await tree.createFlag({ key: 'checkout' });
  await tree.switch('checkout', 'preview', true);
  const body = { name: 'sdk', scope: 'server' as const, environment: 'preview' };
  const { token } = await server.client.call(createToken, { params: { project: tree.project }, body });
  expect((await server.as(token).call(getMe)).environment).toBe('preview');

  await remove('preview');

  expect(await refusalCode(server.client.call(getEnvironment, at('preview')))).toBe('environment-not-found');
  await expect.poll(() => refusalCode(server.as(token).call(getMe))).toBe('unauthenticated');
});

test('an environment that others are based on stays, and the refusal names them', async () => {
  const problem = await refusal(remove('staging'));

  expect(problem.code).toBe('environment-in-use');
  expect(problem.detail).toContain('"preview"');
});

test('writes need the etag of what was read', async () => {
  await rebase('staging', null);

  expect(await refusalCode(rebase('staging', 'production', '"r1"'))).toBe('precondition-failed');
  expect(await refusalCode(remove('staging', '"r1"'))).toBe('precondition-failed');
  expect(await refusalCode(server.client.call(deleteEnvironment, at('staging')))).toBe(
    'precondition-required',
  );
});

test('environments are listed by key, page by page', async () => {
  const params = { project: tree.project };

  const first = await server.client.call(listEnvironments, { params, query: { limit: 2 } });
  const second = await server.client.call(listEnvironments, {
    params,
    query: { limit: 2, cursor: first.next ?? '' },
  });

  expect(first.items).toMatchObject([{ key: 'preview', base: 'staging', epoch: 1 }, { key: 'production' }]);
  expect(second).toMatchObject({ items: [{ key: 'staging' }], next: null });
});

test('what does not exist is named', async () => {
  const nowhere = { params: { project: 'nowhere' } };

  expect((await refusal(server.client.call(getEnvironment, at('moon')))).detail).toContain('"moon"');
  expect(await refusalCode(server.client.call(listEnvironments, nowhere))).toBe('project-not-found');
  expect(await refusalCode(remove('moon'))).toBe('environment-not-found');
  expect(await refusalCode(rebase('staging', 'moon'))).toBe('environment-not-found');
});

test('an explanation says what a context gets and why, now or at another instant', async () => {
  await tree.createFlag({ key: 'checkout' });
  const start = Date.parse('2030-01-01T00:00:00Z');
  const condition = { attribute: 'email', operator: 'matches' as const, values: ['@academy\\.example$'] };
  const rule = { id: 'staff', from: start, conditions: [condition], serve: { variant: 'on' } };
  await tree.set('checkout', 'production', { enabled: true, rules: [rule], fallthrough: { variant: 'off' } });
  const body = { flag: 'checkout', context: { targetingKey: 'u1', email: 'ada@academy.example' } };

  const now = await server.client.call(explainFlag, { ...at('preview'), body });
  const then = await server.client.call(explainFlag, {
    ...at('preview'),
    body: { ...body, at: '2030-01-01T00:00:00Z' },
  });

  expect(now).toMatchObject({ environment: 'preview', decision: { value: false, reason: 'DEFAULT' } });
  expect(then.decision).toMatchObject({ value: true, reason: 'TARGETING_MATCH', ruleId: 'staff' });
  expect(then.rungs.find(({ kind }) => kind === 'rule')).toMatchObject({
    outcome: 'decided',
    conditions: [{ holds: true, actual: 'ada@academy.example' }],
  });
});

test('an explanation of a flag that is not there says so', async () => {
  expect(
    await refusalCode(server.client.call(explainFlag, { ...at('preview'), body: { flag: 'ghost' } })),
  ).toBe('flag-not-found');
});
