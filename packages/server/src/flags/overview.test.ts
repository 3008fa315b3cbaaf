import { randomUUID } from 'node:crypto';
import {
  archiveFlag,
  createEnvironment,
  createToken,
  getFlag,
  listFlagOverview,
  listStatesIn,
  switchFlag,
} from '@slipway/api';
import type { KyselyPlugin } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, type Tree } from '../../../../test/support/tree.ts';
import { openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import { readOverview } from './overview.ts';

let server: TestSlipway;
let sql: pg.Client;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
  sql = new pg.Client({ connectionString: server.databaseUrl });
  await sql.connect();
});
beforeEach(async () => {
  tree = await plantTree(server);
});
afterAll(async () => {
  await sql.end();
  await server.close();
});

type Query = { cursor?: string; limit?: number; environments?: string; flags?: string };

function overview(query: Query & { archived?: 'true' | 'false' } = {}) {
  return server.client.call(listFlagOverview, { params: { project: tree.project }, query });
}

function statesIn(environment: string, query: { cursor?: string; limit?: number } = {}) {
  return server.client.call(listStatesIn, { params: { project: tree.project, environment }, query });
}

const minutesAgo = (minutes: number) =>
  new Date(Math.floor(Date.now() / 60_000 - minutes) * 60_000).toISOString();

/** As an SDK does. */
async function report(
  counts: { minute: string; count: number; variant?: string }[],
  environment = 'production',
) {
  const { token } = await server.client.call(createToken, {
    params: { project: tree.project },
    body: { name: 'sdk', scope: 'server', environment },
  });
  const answer = await fetch(`${server.deliveryUrl}/sdk/v1/telemetry`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      batch: randomUUID(),
      instance: 'web-1',
      sdk: 'slipway-node/0.1.0',
      counts: counts.map((count) => ({ flag: 'checkout', variant: 'on', reason: 'STATIC', ...count })),
    }),
  });
  expect(answer.status).toBeLessThan(300);
}

async function queriesFor(query: Query): Promise<number> {
  const db = openDatabase(server.databaseUrl, { log: createLog('silent'), poolSize: 1 });
  let queries = 0;
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const counted = { ...db, kysely: db.kysely.withPlugin(counting) };
  await readOverview(counted, tree.project, { limit: 200, archived: 'false', ...query });
  await db.close();
  return queries;
}

async function only(query: Query = {}) {
  const [item] = (await overview(query)).items;
  if (!item) throw new Error('There is no flag.');
  return item;
}

describe('the overview', () => {
  test('shows a flag in the permanent environments, with who gets it and where that comes from', async () => {
    await tree.createFlag({ key: 'checkout', tags: ['shop'], owner: 'team-pay' });
    await tree.switch('checkout', 'production', true);
    await tree.kill('checkout', 'staging');

    const item = await only();

    expect(item).toMatchObject({ key: 'checkout', tags: ['shop'], owner: 'team-pay', evaluations: 0 });
    expect(item).toMatchObject({ lastEvaluatedAt: null, staleness: { state: 'new' } });
    expect(item.environments).toMatchObject([
      { environment: 'production', kind: 'everybody', variant: 'on', source: 'override', killedHere: false },
      { environment: 'staging', kind: 'killed', variant: 'off', source: 'base', killedHere: true },
    ]);
  });

  test('shows the environments that are named, in that order, on top of bases that are not', async () => {
    await tree.createFlag({ key: 'checkout' });
    await tree.switch('checkout', 'production', true);

    const item = await only({ environments: 'preview,staging' });

    expect(item.environments.map(({ environment }) => environment)).toEqual(['preview', 'staging']);
    expect(item.environments[0]).toMatchObject({ kind: 'everybody', source: 'base' });
  });

  test('carries the ETags that a definition and a state are changed with', async () => {
    await tree.createFlag({ key: 'checkout' });
    await tree.switch('checkout', 'production', true);

    const item = await only({ environments: 'production,preview' });

    const params = { project: tree.project, flag: 'checkout' };
    expect(item.etag).toBe((await server.client.request(getFlag, { params })).etag);
    expect(item.environments.map(({ etag }) => etag)).toEqual([
      await tree.etag('checkout', 'production'),
      await tree.etag('checkout', 'preview'),
    ]);
    const switched = await server.client.call(switchFlag, {
      params: { ...params, environment: 'preview' },
      body: { enabled: false },
      ifMatch: item.environments[1]?.etag ?? '',
    });
    expect(switched).toMatchObject({ enabledNow: false });
  });

  test('comes in pages by key, archived flags apart', async () => {
    for (const key of ['a', 'b', 'c', 'old']) await tree.createFlag({ key });
    const params = { project: tree.project, flag: 'old' };
    await server.client.call(archiveFlag, { params, body: {}, ifMatch: '*' });

    const first = await overview({ limit: 2 });
    const second = await overview({ limit: 2, cursor: first.next ?? '' });
    const archived = await overview({ archived: 'true' });

    expect(first.items.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(second).toMatchObject({ items: [{ key: 'c' }], next: null });
    expect(archived.items).toMatchObject([{ key: 'old', staleness: { state: 'unused' } }]);
  });

  test('of named flags leaves out the rest, and names that there are not', async () => {
    for (const key of ['a', 'b', 'c']) await tree.createFlag({ key });

    const { items } = await overview({ flags: 'c,nothing,a' });

    expect(items.map(({ key }) => key)).toEqual(['a', 'c']);
  });

  test('names the environment that there is not, and how many are too many', async () => {
    expect(await refusal(overview({ environments: 'production,moon' }))).toMatchObject({
      code: 'environment-not-found',
      detail: expect.stringContaining('"moon"'),
    });
    const many = Array.from({ length: 13 }, (_, index) => `e${index}`).join(',');
    expect(await refusal(overview({ environments: many }))).toMatchObject({ code: 'invalid-request' });
  });

  test('shows twelve permanent environments and no more unless they are named', async () => {
    const params = { project: tree.project };
    for (let index = 0; index < 12; index += 1)
      await server.client.call(createEnvironment, { params, body: { key: `e${index}` } });
    await tree.createFlag({ key: 'checkout' });

    const { environments } = await only();

    expect(environments).toHaveLength(12);
    expect(environments[0]?.environment).toBe('e0');
    expect(environments.map(({ environment }) => environment)).not.toContain('staging');
  });

  test('adds the evaluations of a day up over variants and the environments shown, and tells the last', async () => {
    await tree.createFlag({ key: 'checkout' });
    const [last, before] = [minutesAgo(1), minutesAgo(125)];
    await report([
      { minute: before, count: 5 },
      { minute: before, count: 3, variant: 'off' },
      { minute: before, count: 1000, variant: 'unknown' },
    ]);
    await report([{ minute: last, count: 2 }]);
    await report([{ minute: minutesAgo(3), count: 10 }], 'staging');
    await report([{ minute: minutesAgo(0), count: 100 }], 'preview');

    const item = await only();
    const alone = await only({ environments: 'staging' });

    expect(item).toMatchObject({ evaluations: 20, lastEvaluatedAt: last });
    expect(alone).toMatchObject({ evaluations: 10 });
  });

  test('counts nothing older than a day, yet tells when that was', async () => {
    await tree.createFlag({ key: 'checkout' });
    await sql.query(
      `insert into evaluation_hours (environment_id, flag, hour, count, last_minute)
       select id, 'checkout', '2026-03-01T10:00Z', 9, '2026-03-01T10:15Z' from environments
       where key = 'production' and project_id = (select id from projects where key = $1)`,
      [tree.project],
    );

    expect(await only()).toMatchObject({ evaluations: 0, lastEvaluatedAt: '2026-03-01T10:15:00.000Z' });
  });

  test('takes as many queries for many flags in many environments as for one in one', async () => {
    await tree.createFlag({ key: 'a' });
    const few = await queriesFor({ environments: 'production' });
    for (const key of ['b', 'c', 'd', 'e']) {
      await tree.createFlag({ key });
      await tree.switch(key, 'preview', true);
    }

    expect(await queriesFor({ environments: 'production,staging,preview' })).toBe(few);
    expect(few).toBeLessThan(10);
  });

  test('calls nobody on whom a required flag holds off, be it on the page or behind others that are not', async () => {
    for (const key of ['base', 'cart', 'checkout']) await tree.createFlag({ key });
    for (const key of ['base', 'cart', 'checkout']) await tree.switch(key, 'production', true);
    await tree.set('cart', 'production', { prerequisites: [{ flag: 'base', variants: ['on'] }] });
    await tree.set('checkout', 'production', { prerequisites: [{ flag: 'cart', variants: ['on'] }] });
    await tree.kill('base', 'staging');

    const alone = await only({ flags: 'checkout' });
    const { items } = await overview();

    expect(alone.environments).toMatchObject([
      { environment: 'production', kind: 'some', heldBy: null, requires: ['cart'], share: 100_000 },
      {
        environment: 'staging',
        kind: 'nobody',
        heldBy: 'cart',
        requires: ['cart'],
        share: 0,
        variant: 'off',
      },
    ]);
    expect(items.find(({ key }) => key === 'checkout')).toEqual(alone);
    expect(items.map(({ environments }) => environments[1]?.heldBy)).toEqual([null, 'base', 'cart']);
  });

  test('reads whatever is required by as many queries, however long the chain', async () => {
    for (const key of ['f0', 'f1', 'f2', 'f3', 'f4']) await tree.createFlag({ key });
    await tree.set('f0', 'production', { prerequisites: [{ flag: 'f1', variants: ['on'] }] });
    const short = await queriesFor({ flags: 'f0' });
    for (const index of [1, 2, 3]) {
      const prerequisites = [{ flag: `f${index + 1}`, variants: ['on'] }];
      await tree.set(`f${index}`, 'production', { prerequisites });
    }

    expect(await queriesFor({ flags: 'f0' })).toBe(short);
    expect(short).toBeLessThan(12);
  });

  test('of a project without flags is empty', async () => {
    expect(await overview()).toEqual({ items: [], next: null });
  });

  test('calls a flag settled by when its ruleset entries came', async () => {
    await tree.createFlag({ key: 'checkout' });
    await tree.switch('checkout', 'production', true);
    const ofProject = '(select id from projects where key = $1)';
    const long = `now() - interval '40 days'`;
    await sql.query(`update flags set created_at = ${long} where project_id = ${ofProject}`, [tree.project]);
    await sql.query(
      `update ruleset_entries set at = ${long} where environment_id in
        (select id from environments where project_id = ${ofProject})`,
      [tree.project],
    );
    await report([{ minute: minutesAgo(1), count: 7 }]);

    const item = await only();

    expect(item).toMatchObject({ evaluations: 7, lastEvaluatedAt: expect.any(String) });
    expect(item.staleness).toEqual({
      state: 'settled',
      because: 'On for everybody in production and staging for 40 days.',
    });
  });
});

describe('states in one environment', () => {
  test('are what each flag’s own state says, with its ETag', async () => {
    for (const key of ['a', 'b']) await tree.createFlag({ key });
    await tree.switch('a', 'production', true);
    await tree.kill('b', 'preview');

    const { items } = await statesIn('preview');

    expect(items).toEqual([
      { ...(await tree.state('a', 'preview')), etag: await tree.etag('a', 'preview') },
      { ...(await tree.state('b', 'preview')), etag: await tree.etag('b', 'preview') },
    ]);
    expect(items[0]).toMatchObject({ source: 'base', inheritedFrom: 'production' });
  });

  test('come in pages, without archived flags', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await tree.createFlag({ key });
    const params = { project: tree.project, flag: 'b' };
    await server.client.call(archiveFlag, { params, body: {}, ifMatch: '*' });

    const first = await statesIn('staging', { limit: 2 });
    const second = await statesIn('staging', { limit: 2, cursor: first.next ?? '' });

    expect([first, second].map(({ items }) => items.map(({ flag }) => flag))).toEqual([['a', 'c'], ['d']]);
    expect(second.next).toBeNull();
  });
});
