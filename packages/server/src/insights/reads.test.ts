import {
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  getEvaluations,
  getOutcomes,
  listAttributes,
  postTelemetry,
} from '@slipway/api';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import { readEvaluations } from './evaluations.ts';
import { readOutcomes } from './outcomes.ts';
import { spanOf } from './spans.ts';

const MINUTE_MS = 60_000;
const params = { project: 'academy', flag: 'new-checkout', environment: 'production' };
/** In the middle of a step of any length. */
const now = Date.parse('2026-11-23T15:07:30.000Z');
const ago = (minutes: number): string => new Date(now - minutes * MINUTE_MS).toISOString();

let slipway: TestSlipway;
let token: string;
let batches = 0;
beforeAll(async () => {
  slipway = await startTestServer({ now: () => now });
  const { client } = slipway;
  await client.call(createProject, { body: { key: 'academy' } });
  for (const key of ['production', 'staging'])
    await client.call(createEnvironment, { params, body: { key } });
  for (const key of ['new-checkout', 'quiet']) await client.call(createFlag, { params, body: { key } });
  token = await serverToken('production');
  await report(token, {
    counts: [
      count({ minute: ago(0), count: 5 }),
      count({ minute: ago(1), count: 3 }),
      count({ minute: ago(1), count: 2, reason: 'STATIC', ruleId: undefined }),
      count({ minute: ago(1), variant: 'off', reason: 'DEFAULT', ruleId: undefined, count: 40 }),
      count({ minute: ago(61), count: 100 }),
      count({ minute: ago(26 * 60), count: 1_000 }),
    ],
    observed: [
      observed({ minute: ago(0), outcomes: { 'checkout-error': [1, 10], 'sign-up': [0, 4] } }),
      observed({ minute: ago(2), variant: 'off', outcomes: { 'checkout-error': [2, 30] } }),
      observed({ minute: ago(90), outcomes: { 'checkout-error': [9, 9] } }),
    ],
    attributes: [
      { name: 'plan', type: 'string' },
      { name: 'plan', type: 'number' },
      { name: 'email', type: 'string' },
      { name: 'age', type: 'number' },
    ],
  });
  await report(await serverToken('staging'), { counts: [count({ minute: ago(0), count: 77 })] });
});
afterAll(() => slipway.close());

const count = (more: object) => ({
  flag: 'new-checkout',
  variant: 'on',
  reason: 'TARGETING_MATCH',
  ruleId: 'r1',
  ...more,
});
const observed = (more: object) => ({ flag: 'new-checkout', variant: 'on', ...more });

async function serverToken(environment: string): Promise<string> {
  const made = await slipway.client.call(createToken, {
    params,
    body: { name: environment, scope: 'server', environment },
  });
  return made.token;
}

async function report(by: string, body: object): Promise<void> {
  batches += 1;
  const batch = { batch: `b${batches}`, instance: 'web-1', sdk: 'test', ...body };
  await slipway.as(by).call(postTelemetry, { body: JSON.parse(JSON.stringify(batch)) });
}

describe('evaluations of a flag', () => {
  test('are counted by variant in each minute of the last hour, and by where they ended', async () => {
    const found = await slipway.client.call(getEvaluations, { params, query: { hours: 1 } });

    const { series, ...rest } = found;
    expect(rest).toEqual({
      from: '2026-11-23T14:08:00.000Z',
      stepMs: MINUTE_MS,
      total: 50,
      lastAt: '2026-11-23T15:07:00.000Z',
      ends: [
        { reason: 'DEFAULT', ruleId: null, variant: 'off', count: 40 },
        { reason: 'TARGETING_MATCH', ruleId: 'r1', variant: 'on', count: 8 },
        { reason: 'STATIC', ruleId: null, variant: 'on', count: 2 },
      ],
    });
    expect(series.map(({ variant, counts }) => [variant, counts.length, counts.slice(-3)])).toEqual([
      ['off', 60, [0, 40, 0]],
      ['on', 60, [0, 5, 5]],
    ]);
  });

  test.each([
    { hours: 2, stepMs: MINUTE_MS, points: 120, total: 150 },
    { hours: 24, stepMs: 15 * MINUTE_MS, points: 96, total: 150 },
    { hours: 48, stepMs: 60 * MINUTE_MS, points: 48, total: 1_150 },
    { hours: 720, stepMs: 360 * MINUTE_MS, points: 120, total: 1_150 },
  ])('of $hours hours are $points steps', async ({ hours, stepMs, points, total }) => {
    const found = await slipway.client.call(getEvaluations, { params, query: { hours } });

    expect(found).toMatchObject({ stepMs, total });
    for (const { counts } of found.series) expect(counts).toHaveLength(points);
    expect(found.series.flatMap(({ counts }) => counts).reduce((sum, each) => sum + each)).toBe(total);
  });

  test('that there were none of are an empty chart', async () => {
    const quiet = { params: { ...params, flag: 'quiet' } };

    expect(await slipway.client.call(getEvaluations, quiet)).toMatchObject({
      total: 0,
      lastAt: null,
      series: [],
      ends: [],
    });
    expect(await slipway.client.call(getOutcomes, quiet)).toMatchObject({ outcomes: [] });
  });

  test.each([
    { code: 'flag-not-found', wrong: { flag: 'nope' } },
    { code: 'environment-not-found', wrong: { environment: 'nope' } },
    { code: 'project-not-found', wrong: { project: 'nope' } },
  ])('are a $code where there is none', async ({ code, wrong }) => {
    for (const endpoint of [getEvaluations, getOutcomes])
      await expect(slipway.client.call(endpoint, { params: { ...params, ...wrong } })).rejects.toMatchObject({
        problem: { code },
      });
  });
});

test('outcomes of a flag are told by variant in each step', async () => {
  const { outcomes, ...rest } = await slipway.client.call(getOutcomes, { params, query: { hours: 1 } });

  const shown = outcomes.map(({ outcome, variants }) => [
    outcome,
    variants.map(({ variant, bad, total }) => [variant, bad.slice(-3), total.slice(-3), total.length]),
  ]);
  expect(rest).toEqual({ from: '2026-11-23T14:08:00.000Z', stepMs: MINUTE_MS });
  expect(shown).toEqual([
    [
      'checkout-error',
      [
        ['off', [2, 0, 0], [30, 0, 0], 60],
        ['on', [0, 0, 1], [0, 0, 10], 60],
      ],
    ],
    ['sign-up', [['on', [0, 0, 0], [0, 0, 4], 60]]],
  ]);
});

describe('attributes', () => {
  test('are listed by name with every type, page by page', async () => {
    const first = await slipway.client.call(listAttributes, { params, query: { limit: 2 } });
    const second = await slipway.client.call(listAttributes, {
      params,
      query: { limit: 2, cursor: first.next ?? '' },
    });

    expect(first.items.map(({ name, types }) => [name, types])).toEqual([
      ['age', ['number']],
      ['email', ['string']],
    ]);
    expect(second.items.map(({ name, types }) => [name, types])).toEqual([['plan', ['number', 'string']]]);
    expect(second.next).toBe(null);
  });

  test('of another environment are none of this one', async () => {
    const elsewhere = { params: { ...params, environment: 'staging' } };

    expect(await slipway.client.call(listAttributes, elsewhere)).toEqual({ items: [], next: null });
  });
});

describe('however much was counted', () => {
  test('a chart has a hundred series and two hundred ends at most, in three queries', async () => {
    const database = openDatabase(slipway.databaseUrl, { log: createLog('silent') });
    const run = (text: string) => database.kysely.executeQuery(CompiledQuery.raw(text));
    await run(`
      insert into evaluation_counts (environment_id, flag, minute, variant, rule_id, reason, count)
      select e.id, 'quiet', timestamptz '${ago(5)}', 'v' || v, 'r' || r, 'STATIC', v
      from environments e, generate_series(1, 150) v, generate_series(1, 3) r where e.key = 'production'`);
    await run(`
      insert into observed_outcomes (environment_id, flag, minute, variant, outcome, bad, total)
      select e.id, 'quiet', timestamptz '${ago(5)}', 'on', 'o' || n, 0, n
      from environments e, generate_series(1, 80) n where e.key = 'production'`);
    const { id: environmentId } = await database.kysely
      .selectFrom('environments')
      .select('id')
      .where('key', '=', 'production')
      .executeTakeFirstOrThrow();
    const at = { environmentId, flag: 'quiet' };

    const evaluations = await readEvaluations(database.kysely, at, spanOf(1, now));
    const { outcomes } = await readOutcomes(database.kysely, at, spanOf(1, now));
    await database.close();

    expect(evaluations.series).toHaveLength(100);
    expect(evaluations.series[0]).toMatchObject({ variant: 'v150' });
    expect(evaluations.ends).toHaveLength(200);
    expect(evaluations.total).toBe((3 * 150 * 151) / 2);
    expect(outcomes).toHaveLength(50);
    expect(outcomes.some(({ outcome }) => outcome === 'o80')).toBe(true);
  });
});
