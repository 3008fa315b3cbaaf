import { type EnabledWrite, putFlagConfig, switchFlag } from '@slipway/api';
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
  await tree.createFlag({ key: 'checkout' });
});
afterAll(() => server.close());

const DAY_MS = 24 * 60 * 60 * 1000;

function turn(body: z.input<typeof EnabledWrite>, ifMatch = '*') {
  const params = { project: tree.project, flag: 'checkout', environment: 'production' };
  return server.client.call(switchFlag, { params, body, ifMatch });
}

const split = (weights: [string, number][]) => ({
  split: { by: 'targetingKey', salt: 's', algorithm: 1 as const, weights },
});

test('a whole config is set and read back', async () => {
  const part = {
    enabled: true,
    safeVariant: 'off',
    targets: [{ variant: 'on', keys: ['u42'] }],
    rules: [
      { id: 'r1', conditions: [{ segment: 'internal' }], serve: { variant: 'on' } },
      {
        id: 'r2',
        conditions: [{ attribute: 'email', operator: 'matches' as const, values: ['@academy\\.example$'] }],
        serve: split([
          ['on', 10_000],
          ['off', 90_000],
        ]),
      },
    ],
  };

  const state = await tree.set('checkout', 'production', part);

  expect(state.config).toMatchObject(part);
  expect(await tree.state('checkout', 'production')).toEqual(state);
});

test.each([
  {
    given: 'weights that do not sum up',
    part: {
      fallthrough: split([
        ['on', 10],
        ['off', 20],
      ]),
    },
    code: 'invalid-request',
    path: 'fallthrough.split.weights',
  },
  {
    given: 'a pattern that is none',
    part: { rules: [rule({ attribute: 'email', operator: 'matches', values: ['('] })] },
    code: 'invalid-request',
    path: 'rules[0].conditions[0].values[0]',
  },
  {
    given: 'a rule on an unknown segment',
    part: { rules: [rule({ segment: 'vip' })] },
    code: 'unknown-reference',
    path: 'rules[0].conditions[0].segment',
  },
  {
    given: 'an unknown variant',
    part: { fallthrough: { variant: 'maybe' } },
    code: 'unknown-reference',
    path: 'fallthrough.variant',
  },
  {
    given: 'an unknown prerequisite',
    part: { prerequisites: [{ flag: 'ghost', variants: ['on'] }] },
    code: 'unknown-reference',
    path: 'prerequisites[0].flag',
  },
  {
    given: 'an unknown variant of a prerequisite',
    part: { prerequisites: [{ flag: 'cart', variants: ['on', 'maybe'] }] },
    code: 'unknown-reference',
    path: 'prerequisites[0].variants[1]',
  },
  {
    given: 'a variant named twice in a split',
    part: {
      fallthrough: split([
        ['on', 50_000],
        ['on', 50_000],
      ]),
    },
    code: 'invalid-request',
    path: 'fallthrough.split.weights[1][0]',
  },
])('a config with $given is refused as $code, and nothing is written', async ({ part, code, path }) => {
  await tree.createFlag({ key: 'cart' });
  const before = await tree.state('checkout', 'production');

  const problem = await refusal(tree.set('checkout', 'production', part));

  expect(problem).toMatchObject({ code, errors: [{ path }] });
  expect(problem.detail).toContain('Flag "checkout" in environment "production"');
  expect(await tree.state('checkout', 'production')).toEqual(before);
});

function rule(condition: object) {
  return { id: 'r1', conditions: [condition as { segment: string }], serve: { variant: 'on' } };
}

test('a request that does not fit its schema lists every wrong place', async () => {
  const { config } = await tree.state('checkout', 'production');
  const body = { ...config, enabled: 'yes', rules: [{ id: '' }], extra: 1 };

  const problem = await refusal(
    server.client.call(putFlagConfig, {
      params: { project: tree.project, flag: 'checkout', environment: 'production' },
      // biome-ignore lint/suspicious/noExplicitAny: what a careless client would send.
      body: body as any,
      ifMatch: '*',
    }),
  );

  expect(problem.code).toBe('invalid-request');
  expect(problem.errors?.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['enabled', 'rules[0].id', 'extra']),
  );
});

test('flags that require one another in a circle are refused with the circle', async () => {
  await tree.createFlag({ key: 'cart' });
  await tree.set('cart', 'production', { prerequisites: [{ flag: 'checkout', variants: ['on'] }] });

  const problem = await refusal(
    tree.set('checkout', 'staging', { prerequisites: [{ flag: 'cart', variants: ['on'] }] }),
  );

  expect(problem.code).toBe('prerequisite-cycle');
  expect(problem.detail).toContain('staging');
});

test('a circle that only an overlay two levels below would have is found, and nothing is written', async () => {
  await tree.createFlag({ key: 'cart' });
  await tree.set('cart', 'preview', { prerequisites: [{ flag: 'checkout', variants: ['on'] }] });
  const before = await Promise.all(
    ['production', 'staging', 'preview'].map((e) => tree.state('checkout', e)),
  );

  const problem = await refusal(
    tree.set('checkout', 'production', {
      enabled: true,
      prerequisites: [{ flag: 'cart', variants: ['on'] }],
    }),
  );

  expect(problem.code).toBe('prerequisite-cycle');
  expect(problem.detail).toContain('"preview"');
  expect(
    await Promise.all(['production', 'staging', 'preview'].map((e) => tree.state('checkout', e))),
  ).toEqual(before);
});

test('a switch folds schedule entries whose time has come', async () => {
  const schedule = [{ at: Date.now() - DAY_MS, enabled: true }];
  await tree.set('checkout', 'production', { schedule });
  expect(await tree.state('checkout', 'production')).toMatchObject({ enabledNow: true });

  const state = await turn({ enabled: false });

  expect(state).toMatchObject({ enabledNow: false, config: { enabled: false, schedule: [] } });
});

test('with entries to come a switch asks, then keeps or discards them', async () => {
  const coming = { at: Date.now() + DAY_MS, enabled: false };
  await tree.set('checkout', 'production', { schedule: [{ at: 1, enabled: false }, coming] });

  expect(await refusalCode(turn({ enabled: true }))).toBe('schedule-pending');
  expect((await turn({ enabled: true, schedule: 'keep' })).config).toMatchObject({ schedule: [coming] });
  expect((await turn({ enabled: true, schedule: 'discard' })).config).toMatchObject({ schedule: [] });
});

test('a write without an etag, or with an old one, is refused', async () => {
  const params = { project: tree.project, flag: 'checkout', environment: 'production' };
  const stale = await tree.etag('checkout', 'production');
  await turn({ enabled: true });

  expect(await refusalCode(server.client.call(switchFlag, { params, body: { enabled: false } }))).toBe(
    'precondition-required',
  );
  expect(await refusalCode(turn({ enabled: false }, stale))).toBe('precondition-failed');
});
