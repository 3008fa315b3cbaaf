import {
  createEnvironment,
  createFlag,
  createProject,
  getFlagState,
  type ProblemCode,
  problems,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentHash } from '../../packages/server/src/platform/backup/index.ts';
import { openDatabase } from '../../packages/server/src/platform/db/index.ts';
import { createLog } from '../../packages/server/src/platform/log/index.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

let slipway: TestSlipway;
let config: Record<string, unknown>;

beforeAll(async () => {
  slipway = await startTestServer();
  const params = { project: 'academy' };
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  await slipway.client.call(createEnvironment, { params, body: { key: 'production' } });
  await slipway.client.call(createFlag, { params, body: { key: 'one' } });
  await slipway.client.call(createFlag, { params, body: { key: 'two' } });
  const one = { ...params, flag: 'one', environment: 'production' };
  const { body } = await slipway.client.request(getFlagState, { params: one });
  config = body.config;
  // "two" depends on "one", so the other way round closes a cycle.
  await send('PUT', '/flags/two/environments/production', {
    ...config,
    prerequisites: [{ flag: 'one', variants: ['on'] }],
  });
});
afterAll(() => slipway.close());

async function send(method: string, path: string, body: unknown): Promise<Response> {
  return fetch(`${slipway.url}/api/v1/projects/academy${path}`, {
    method,
    headers: {
      authorization: `Bearer ${slipway.adminToken}`,
      'content-type': 'application/json',
      'if-match': '*',
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const state = '/flags/one/environments/production';
const split = (weights: unknown) => ({ split: { by: 'targetingKey', salt: 's', algorithm: 1, weights } });
const rule = (change: object) => ({
  rules: [{ id: 'r1', conditions: [], serve: { variant: 'on' }, ...change }],
});

interface Bad {
  given: string;
  method?: string;
  path?: string;
  /** What differs from a good config, or a whole body as text. */
  change: object | string | (() => object | string);
  code: ProblemCode;
  errorAt?: string;
  says?: RegExp;
}

const cases: Bad[] = [
  { given: 'malformed JSON', change: '{"enabled": tru', code: 'malformed-json', says: /line 1, column 13/ },
  { given: 'an unknown field', change: { enabeld: true }, code: 'invalid-request', errorAt: 'enabeld' },
  {
    given: 'a key given twice',
    change: () => JSON.stringify(config).replace('{', '{"enabled":true,'),
    code: 'invalid-request',
    errorAt: 'enabled',
    says: /twice/,
  },
  {
    given: 'weights that sum to less',
    change: {
      fallthrough: split([
        ['on', 10_000],
        ['off', 80_000],
      ]),
    },
    code: 'invalid-request',
    errorAt: 'fallthrough.split',
    says: /100,?000/,
  },
  {
    given: 'weights that sum to more',
    change: rule({
      serve: split([
        ['on', 60_000],
        ['off', 60_000],
      ]),
    }),
    code: 'invalid-request',
    errorAt: 'rules[0].serve.split',
  },
  {
    given: 'a weight below zero',
    change: {
      fallthrough: split([
        ['on', -1],
        ['off', 100_001],
      ]),
    },
    code: 'invalid-request',
    errorAt: 'fallthrough.split.weights[0][1]',
  },
  {
    given: 'a broken weight',
    change: {
      fallthrough: split([
        ['on', 0.5],
        ['off', 99_999.5],
      ]),
    },
    code: 'invalid-request',
    errorAt: 'fallthrough.split.weights[0][1]',
  },
  {
    given: 'a body of 5 MB',
    change: () => JSON.stringify({ ...config, reason: 'x'.repeat(5_000_000) }),
    code: 'body-too-large',
  },
  {
    given: 'a rule on an unknown segment',
    change: rule({ conditions: [{ segment: 'nobody' }] }),
    code: 'unknown-reference',
    says: /nobody/,
  },
  {
    given: 'an unknown prerequisite',
    change: { prerequisites: [{ flag: 'three', variants: ['on'] }] },
    code: 'unknown-reference',
    says: /three/,
  },
  {
    given: 'an unknown variant',
    change: { fallthrough: { variant: 'maybe' } },
    code: 'unknown-reference',
    says: /maybe/,
  },
  {
    given: 'a prerequisite cycle',
    change: { prerequisites: [{ flag: 'two', variants: ['on'] }] },
    code: 'prerequisite-cycle',
    says: /one.*two|two.*one/,
  },
  {
    given: 'an unknown operator',
    change: rule({ conditions: [{ attribute: 'a', operator: 'like', values: ['x'] }] }),
    code: 'invalid-request',
    errorAt: 'rules[0].conditions[0].operator',
  },
  {
    given: 'a pattern that is no RE2',
    change: rule({ conditions: [{ attribute: 'a', operator: 'matches', values: ['(a'] }] }),
    code: 'invalid-request',
    errorAt: 'rules[0].conditions[0]',
  },
  {
    given: 'two rules of one id',
    change: { rules: [rule({}).rules[0], rule({}).rules[0]] },
    code: 'invalid-request',
    errorAt: 'rules[1]',
  },
  { given: 'U+0000 in a reason', change: { reason: 'a\u0000b' }, code: 'invalid-request', errorAt: 'reason' },
  {
    given: 'a segment that contains itself',
    method: 'POST',
    path: '/segments',
    change: () => ({
      key: 'self',
      content: { include: [], exclude: [], rules: [{ conditions: [{ segment: 'self' }] }] },
    }),
    code: 'segment-cycle',
  },
  {
    given: 'a flag of an unknown type',
    method: 'POST',
    path: '/flags',
    change: () => ({ key: 'three', type: 'date' }),
    code: 'invalid-request',
    errorAt: 'type',
  },
  {
    given: 'a key with a slash',
    method: 'POST',
    path: '/flags',
    change: () => ({ key: 'a/b' }),
    code: 'invalid-request',
    errorAt: 'key',
  },
  {
    given: 'an environment whose base is nowhere',
    method: 'POST',
    path: '/environments',
    change: () => ({ key: 'preview', base: 'nowhere' }),
    code: 'environment-not-found',
  },
];

describe('bad input', () => {
  test.each(cases)(
    '$given is a clear $code, and nothing is half-written',
    async ({ method = 'PUT', path = state, change, code, errorAt, says }) => {
      const before = await contentHash(slipway.databaseUrl);
      const given =
        typeof change === 'function'
          ? change()
          : typeof change === 'string'
            ? change
            : { ...config, ...change };

      const answer = await send(method, path, given);

      const problem = await answer.json();
      expect(problem).toMatchObject({ code, status: problems[code].status, title: problems[code].title });
      expect(problem.detail.length).toBeGreaterThan(10);
      if (says) expect(problem.detail).toMatch(says);
      if (errorAt)
        expect(problem.errors.map(({ path: at }: { path: string }) => at)).toContainEqual(
          expect.stringContaining(errorAt),
        );
      expect(await contentHash(slipway.databaseUrl)).toBe(before);
    },
  );

  test('is told apart from good input: the same request without the fault is taken', async () => {
    const answer = await send('PUT', state, {
      ...config,
      ...rule({
        serve: split([
          ['on', 10_000],
          ['off', 90_000],
        ]),
      }),
    });

    expect(answer.status).toBe(200);
  });

  test('that reaches the database is still no more than a refusal', async () => {
    const db = openDatabase(slipway.databaseUrl, { log: createLog('silent'), poolSize: 1 });
    const odd = [
      "'; drop table flags; --",
      '..%2f..%2fetc%2fpasswd',
      '%F0%9F%9A%80',
      '__proto__',
      'constructor',
    ];

    for (const key of odd) {
      const answer = await fetch(`${slipway.url}/api/v1/projects/academy/flags/${key}`, {
        headers: { authorization: `Bearer ${slipway.adminToken}` },
      });
      expect(await answer.json()).toMatchObject({ code: 'flag-not-found' });
    }
    expect((await db.pool.query('select count(*) from flags')).rows).toEqual([{ count: 2 }]);
    await db.close();
  });
});
