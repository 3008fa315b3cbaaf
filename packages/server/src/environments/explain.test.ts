import {
  archiveFlag,
  createEnvironment,
  createSegment,
  deleteEnvironment,
  dropFlagOverride,
  type Explanation,
  explainFlag,
  getEnvironment,
  updateEnvironment,
  updateSegment,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, type Tree } from '../../../../test/support/tree.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { openInstance } from '../platform/instance/index.ts';
import { createLog } from '../platform/log/index.ts';
import { removeExpired } from '../platform/retention/index.ts';
import { HISTORY_DAYS, keptHistory } from '../rulesets/index.ts';

const DAY_MS = 86_400_000;

let server: TestSlipway;
let database: Database;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
  database = openDatabase(server.databaseUrl, { log: createLog('silent') });
});
beforeEach(async () => {
  tree = await plantTree(server);
  await tree.createFlag({ key: 'a' });
});
afterAll(async () => {
  await database.close();
  await server.close();
});

/** When the environment last changed, to the millisecond. */
async function changedAt(environment = 'production'): Promise<Date> {
  const { rows } = await database.pool.query<{ changed_at: Date }>(
    `select e.changed_at from environments e join projects p on p.id = e.project_id
     where p.key = $1 and e.key = $2`,
    [tree.project, environment],
  );
  return rows[0]?.changed_at ?? expect.fail('no such environment');
}

const before = (at: Date): Date => new Date(at.getTime() - 1);

async function explained(at: Date | undefined, more: object = {}): Promise<Explanation> {
  const { environment = 'production', ...body } = more as { environment?: string };
  const when = at === undefined ? {} : { at: at.toISOString() };
  return server.client.call(explainFlag, {
    params: { project: tree.project, environment },
    body: { flag: 'a', context: { targetingKey: 'u1' }, ...when, ...body },
  });
}

async function variantAt(at: Date | undefined, more: object = {}): Promise<string | undefined> {
  return (await explained(at, more)).decision.variant;
}

/** The later of two changes is at a later millisecond. */
async function nextInstant(): Promise<void> {
  const { rows } = await database.pool.query<{ ms: number }>(
    `select ceil(extract(epoch from clock_timestamp() - date_trunc('milliseconds', clock_timestamp())) * 1000)::int + 1 as ms`,
  );
  await database.pool.query('select pg_sleep($1::float8 / 1000)', [rows[0]?.ms ?? 2]);
}

/** Moves everything that is kept of the environments this far back. */
async function age(days: number): Promise<void> {
  const of = `(select e.id from environments e join projects p on p.id = e.project_id where p.key = '${tree.project}')`;
  const by = `make_interval(days => ${days})`;
  await database.pool.query(
    `update environments set created_at = created_at - ${by}, changed_at = changed_at - ${by} where id in ${of}`,
  );
  await database.pool.query(
    `update ruleset_entries set at = at - ${by}, ended_at = ended_at - ${by} where environment_id in ${of}`,
  );
}

describe('in the past', () => {
  test('what held then is explained, and exactly at a change what is new', async () => {
    const created = await explained(undefined);
    await nextInstant();
    await tree.switch('a', 'production', true);
    const on = await changedAt();
    await nextInstant();
    await tree.kill('a', 'production');
    const killed = await changedAt();

    expect(await explained(before(on))).toMatchObject({
      version: created.version,
      at: before(on).toISOString(),
      decision: { variant: 'off', reason: 'DISABLED', flagVersion: created.decision.flagVersion },
    });
    expect(await explained(on)).toMatchObject({
      version: created.version + 1,
      at: on.toISOString(),
      decision: { variant: 'on', flagVersion: created.version + 1 },
    });
    expect(await explained(before(killed))).toMatchObject({ version: created.version + 1 });
    expect(await explained(killed)).toMatchObject({
      version: created.version + 2,
      decision: { variant: 'off', reason: 'DISABLED' },
    });
  });

  test('an archived flag is what it was while it held, and unknown since', async () => {
    await tree.switch('a', 'production', true);
    await nextInstant();
    await server.client.call(archiveFlag, {
      params: { project: tree.project, flag: 'a' },
      body: {},
      ifMatch: '*',
    });
    const archived = await changedAt();

    expect(await variantAt(before(archived))).toBe('on');
    expect((await explained(archived)).decision).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
  });

  test('an override that was dropped holds until it was', async () => {
    await tree.switch('a', 'staging', true);
    await nextInstant();
    await server.client.call(dropFlagOverride, {
      params: { project: tree.project, flag: 'a', environment: 'staging' },
      ifMatch: '*',
    });
    const dropped = await changedAt('staging');

    expect(await variantAt(before(dropped), { environment: 'staging' })).toBe('on');
    expect(await variantAt(before(dropped), { environment: 'production' })).toBe('off');
    expect(await variantAt(dropped, { environment: 'staging' })).toBe('off');
  });

  test('an environment has the base that it had', async () => {
    await tree.switch('a', 'staging', true);
    const params = { project: tree.project, environment: 'preview' };
    const { etag } = await server.client.request(getEnvironment, { params });
    await nextInstant();
    await server.client.call(updateEnvironment, {
      params,
      body: { name: 'Preview', base: 'production' },
      ifMatch: etag ?? '',
    });
    const moved = await changedAt('preview');

    expect(await variantAt(before(moved), { environment: 'preview' })).toBe('on');
    expect(await variantAt(moved, { environment: 'preview' })).toBe('off');
  });

  test('segments have the members that they had', async () => {
    const params = { project: tree.project, segment: 'vip' };
    const { etag } = await server.client.request(createSegment, {
      params,
      body: { key: 'vip', content: { include: ['u1'], exclude: [], rules: [] } },
    });
    await tree.set('a', 'production', {
      enabled: true,
      rules: [{ id: 'vip', conditions: [{ segment: 'vip' }], serve: { variant: 'on' } }],
      fallthrough: { variant: 'off' },
    });
    await nextInstant();
    await server.client.call(updateSegment, {
      params,
      body: { name: 'VIP', description: '', content: { include: [], exclude: [], rules: [] } },
      ifMatch: etag ?? '',
    });
    const changed = await changedAt();

    expect(await variantAt(before(changed))).toBe('on');
    expect(await variantAt(changed)).toBe('off');
  });

  test('what was scheduled then counts, at that instant', async () => {
    const planned = new Date(Date.now() - 2 * DAY_MS);
    await tree.set('a', 'production', { schedule: [{ at: planned.getTime(), enabled: true }] });
    await age(10);
    await tree.set('a', 'production', { schedule: [], enabled: false });

    expect(await variantAt(before(planned))).toBe('off');
    expect(await variantAt(planned)).toBe('on');
    expect(await variantAt(undefined)).toBe('off');
  });

  test('a database that has gone back, and got a new epoch, tells its own past', async () => {
    await tree.switch('a', 'production', true);
    const on = await changedAt();
    const instance = await openInstance(database, createLog('silent'));
    await instance.raiseEpochAbove(instance.epoch());

    expect(await variantAt(before(on))).toBe('off');
    expect(await variantAt(on)).toBe('on');
  });
});

describe('in the future', () => {
  test('the present ruleset is explained as it will be', async () => {
    const planned = new Date(Date.now() + DAY_MS);
    await tree.set('a', 'production', { schedule: [{ at: planned.getTime(), enabled: true }] });
    const { version } = await explained(undefined);

    expect(await explained(before(planned))).toMatchObject({ version, decision: { variant: 'off' } });
    expect(await explained(planned)).toMatchObject({ version, decision: { variant: 'on' } });
  });
});

describe('before history begins', () => {
  test('an environment that was not there yet says since when it is', async () => {
    const params = { project: tree.project, environment: 'late' };
    const { createdAt } = await server.client.call(createEnvironment, {
      params,
      body: { key: 'late', kind: 'on-demand' },
    });
    const created = new Date(createdAt);

    expect(await variantAt(created, { environment: 'late' })).toBe('off');
    expect(await refusal(explained(before(created), { environment: 'late' }))).toMatchObject({
      status: 410,
      code: 'history-not-kept',
      detail: `There is an environment "late" since ${createdAt}. Ask for that instant or a later one.`,
    });
    await server.client.call(deleteEnvironment, { params, ifMatch: '*' });
    expect(await refusal(explained(created, { environment: 'late' }))).toMatchObject({
      code: 'environment-not-found',
    });
  });

  test.each(['0000-01-01T00:00:00Z', '1969-12-31T23:59:59.999Z'])('%s is too early', async (at) => {
    const params = { project: tree.project, environment: 'production' };
    const call = server.client.call(explainFlag, { params, body: { flag: 'a', at } });

    expect(await refusal(call)).toMatchObject({ code: 'history-not-kept' });
  });

  test('what is older than 400 days is gone, and what held since then is whole', async () => {
    const { version } = await explained(undefined);
    await tree.createFlag({ key: 'b' });
    await tree.switch('a', 'production', true);
    await server.client.call(archiveFlag, {
      params: { project: tree.project, flag: 'b' },
      body: {},
      ifMatch: '*',
    });
    await age(HISTORY_DAYS + 1);
    await tree.switch('a', 'production', false);

    const kept = async () =>
      (
        await database.pool.query(
          `select x.key, x.version from ruleset_entries x
           join environments e on e.id = x.environment_id join projects p on p.id = e.project_id
           where p.key = $1 and e.key = 'production' and x.kind = 'flag' order by x.version`,
          [tree.project],
        )
      ).rows.map(({ key, version: since }) => `${key} ${since - version}`);
    expect(await kept()).toEqual(['a 0', 'b 1', 'a 2', 'a 4']);
    await removeExpired(database, keptHistory);

    expect(await kept()).toEqual(['a 2', 'a 4']);
    const from = new Date(Date.now() - HISTORY_DAYS * DAY_MS + 60_000);
    expect(await explained(from)).toMatchObject({ version: version + 3, decision: { variant: 'on' } });
    expect(await refusal(explained(new Date(from.getTime() - 120_000)))).toMatchObject({
      code: 'history-not-kept',
      detail: expect.stringMatching(/^What held is kept for 400 days\. Ask for \d{4}-/),
    });
  });
});
