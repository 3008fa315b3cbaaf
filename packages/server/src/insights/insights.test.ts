import { Telemetry } from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { insertToken, type Replica, startReplica } from '../../../../test/support/replica.ts';
import { insertEnvironments } from '../../../../test/support/ruleset-rows.ts';

let database: TestDatabase;
let replica: Replica;
let projects = 0;
let batches = 0;

beforeAll(async () => {
  database = await testDatabase();
  replica = await startReplica(database.url);
});
afterAll(async () => {
  await replica.close();
  await database.drop();
});

async function place() {
  projects += 1;
  const { projectId, environmentIds } = await insertEnvironments(replica.database, `p${projects}`, [
    'production',
  ]);
  const environmentId = environmentIds[0] ?? 0;
  await replica.database.kysely
    .insertInto('flags')
    .values({
      project_id: projectId,
      key: 'new-checkout',
      type: 'boolean',
      name: 'New checkout',
      kind: 'release',
      variants: JSON.stringify({ on: true, off: false }),
      metadata: '{}',
      default_config: '{}',
    })
    .execute();
  const { secret } = await insertToken(replica.database, { projectId, environmentId });
  const post = async (body: object | string): Promise<Response> =>
    fetch(`${replica.url}/sdk/v1/telemetry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { projectId, environmentId, secret, post };
}

function batch(more: object = {}): object {
  batches += 1;
  return { batch: `b${batches}`, instance: 'web-1', sdk: 'slipway-node/0.1.0', ...more };
}

const minute = () => new Date(Math.floor(Date.now() / 60_000) * 60_000);
const count = (more: object = {}) => ({
  flag: 'new-checkout',
  variant: 'on',
  reason: 'TARGETING_MATCH',
  ruleId: 'r1',
  minute: minute().toISOString(),
  count: 311,
  ...more,
});

async function countsOf(environmentId: number) {
  return replica.database.kysely
    .selectFrom('evaluation_counts')
    .select(['flag', 'variant', 'rule_id', 'reason', 'count'])
    .where('environment_id', '=', environmentId)
    .orderBy('variant')
    .execute();
}

async function attributesOf(environmentId: number) {
  return replica.database.kysely
    .selectFrom('context_attributes')
    .select(['name', 'type'])
    .where('environment_id', '=', environmentId)
    .orderBy('name')
    .execute();
}

describe('telemetry', () => {
  test('adds counts up over batches, and counts a repeated batch once', async () => {
    const { post, environmentId } = await place();
    const first = batch({ counts: [count(), count({ count: 1 }), count({ variant: 'off', count: 5 })] });

    for (const sent of [first, first, batch({ counts: [count({ count: 100 })] })])
      expect((await post(sent)).status).toBe(202);

    expect(await countsOf(environmentId)).toEqual([
      { flag: 'new-checkout', variant: 'off', rule_id: 'r1', reason: 'TARGETING_MATCH', count: 5 },
      { flag: 'new-checkout', variant: 'on', rule_id: 'r1', reason: 'TARGETING_MATCH', count: 412 },
    ]);
  });

  test('counts a batch once that comes twenty times at the same time, to two replicas', async () => {
    const { environmentId } = await place();
    const other = await startReplica(database.url);
    const report = batch({ counts: [count({ count: 7 })] }) as never;

    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? replica : other).insights.report({ environmentId, report }),
      ),
    );

    expect(await countsOf(environmentId)).toMatchObject([{ count: 7 }]);
    await other.close();
  });

  test('loses nothing when a hundred different batches come at the same time, to two replicas', async () => {
    const { environmentId } = await place();
    const other = await startReplica(database.url);

    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        (n % 2 ? replica : other).insights.report({
          environmentId,
          report: batch({
            instance: `web-${n}`,
            counts: [count({ count: 1, variant: n % 3 ? 'on' : 'off' })],
            attributes: [{ name: 'plan', type: 'string' }],
          }) as never,
        }),
      ),
    );

    const counts = await countsOf(environmentId);
    expect(counts.reduce((sum, row) => sum + row.count, 0)).toBe(100);
    expect(await replica.insights.receipts(environmentId)).toMatchObject({ connected: 100 });
    await other.close();
  });

  test('keeps the same batch id of two environments apart', async () => {
    const [one, other] = [await place(), await place()];
    const sent = batch({ counts: [count()] });

    await one.post(sent);
    await other.post(sent);

    expect(await countsOf(one.environmentId)).toHaveLength(1);
    expect(await countsOf(other.environmentId)).toHaveLength(1);
  });

  test('leaves out what belongs to no flag, variant or countable minute', async () => {
    const { post, environmentId } = await place();
    const before = replica.insights.droppedEntries();

    const answer = await post(
      batch({
        counts: [
          count({ flag: 'unknown' }),
          count({ variant: 'purple' }),
          count({ minute: '2001-01-01T00:00:00Z' }),
          count({ minute: '2999-01-01T00:00:00Z' }),
          count({ minute: '0000-01-01T00:00:00Z' }),
          count({ count: 1e15 }),
          count({ reason: 'no reason' }),
          count({ count: 1 }),
        ],
      }),
    );

    expect(answer.status).toBe(202);
    expect(await countsOf(environmentId)).toMatchObject([{ count: 1 }]);
    expect(replica.insights.droppedEntries() - before).toBe(7);
  });

  test('stores outcomes and latency per variant', async () => {
    const { post, environmentId } = await place();
    const observed = (bad: number, total: number, latencyMs: [number, number][]) => ({
      observed: [
        {
          flag: 'new-checkout',
          variant: 'on',
          minute: minute().toISOString(),
          outcomes: { 'checkout-error': [bad, total], impossible: [2, 1] },
          latencyMs,
        },
      ],
    });

    await post(
      batch(
        observed(2, 10, [
          [1, 4],
          [200, 6],
        ]),
      ),
    );
    await post(
      batch(
        observed(1, 5, [
          [200, 1],
          [60_000, 2],
          [33, 9],
        ]),
      ),
    );

    const { kysely } = replica.database;
    const outcomes = await kysely
      .selectFrom('observed_outcomes')
      .select(['variant', 'outcome', 'bad', 'total'])
      .where('environment_id', '=', environmentId)
      .execute();
    const latencies = await kysely
      .selectFrom('observed_latencies')
      .select(['upper_ms', 'count'])
      .where('environment_id', '=', environmentId)
      .orderBy('upper_ms')
      .execute();
    expect(outcomes).toEqual([{ variant: 'on', outcome: 'checkout-error', bad: 3, total: 15 }]);
    expect(latencies).toEqual([
      { upper_ms: 1, count: 4 },
      { upper_ms: 200, count: 7 },
      { upper_ms: 60_000, count: 2 },
    ]);
  });

  test('keeps attribute names and types, at most a thousand', async () => {
    const { post, environmentId } = await place();
    const names = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => ({
        name: `a${String(from + n).padStart(5, '0')}`,
        type: 'string',
      }));

    await post(batch({ attributes: [{ name: 'a00000', type: 'number' }, ...names(0, 600)] }));
    await post(batch({ attributes: names(300, 1300) }));
    await post(batch({ attributes: names(0, 3) }));

    const stored = await attributesOf(environmentId);
    expect(stored).toHaveLength(1_000);
    expect(stored.slice(0, 3)).toEqual([
      { name: 'a00000', type: 'number' },
      { name: 'a00000', type: 'string' },
      { name: 'a00001', type: 'string' },
    ]);
  });

  describe('of measures', () => {
    const at = new Date().toISOString();
    const exposure = { measure: 'm_19', flag: 'new-checkout', stage: 2, variant: 'on', unit: 'ab12', at };
    const outcome = { measure: 'm_19', metric: 'latency', unit: 'ab12', value: 183, at };
    const sketch = {
      flag: 'new-checkout',
      variant: 'on',
      minute: at,
      hll: Buffer.alloc(4_096).toString('base64'),
    };
    const { stage: _, ...withoutStage } = exposure;

    test.each([
      {
        given: 'what fits',
        lists: { exposures: [exposure], outcomes: [outcome], sketches: [sketch] },
        dropped: 3,
      },
      { given: 'an exposure without stage', lists: { exposures: [withoutStage, exposure] }, dropped: 2 },
      {
        given: 'an exposure at no instant',
        lists: { exposures: [{ ...exposure, at: 'nonsense' }] },
        dropped: 1,
      },
      { given: 'exposures that are no list', lists: { exposures: 'x' }, dropped: 1 },
      { given: 'outcomes that are null', lists: { outcomes: null }, dropped: 1 },
      {
        given: 'an outcome without a number',
        lists: { outcomes: [{ ...outcome, value: null }, null, 7] },
        dropped: 3,
      },
      {
        given: 'a sketch of 9,000 characters',
        lists: { sketches: [{ ...sketch, hll: 'A'.repeat(9_000) }] },
        dropped: 1,
      },
      {
        given: 'more entries than a list holds',
        lists: { exposures: Array(10_002).fill(exposure) },
        dropped: 10_002,
      },
    ])(
      'stores none yet, counts each, and keeps the rest of the batch: $given',
      async ({ lists, dropped }) => {
        const { post, environmentId } = await place();
        const before = replica.insights.droppedEntries();
        const applied = { epoch: replica.instance.epoch(), version: 1, at };

        const answer = await post(batch({ applied, counts: [count()], ...lists }));

        expect(answer.status).toBe(202);
        expect(replica.insights.droppedEntries() - before).toBe(dropped);
        expect(await countsOf(environmentId)).toMatchObject([{ count: 311 }]);
        expect(await replica.insights.receipts(environmentId)).toMatchObject({ connected: 1, applied: 1 });
      },
    );

    test('takes the entries that fit and refuses the others', () => {
      const of = (bytes: number) => ({ ...sketch, hll: Buffer.alloc(bytes, 7).toString('base64') });
      const sent = {
        batch: 'b',
        instance: 'i',
        sdk: 's',
        exposures: [exposure, withoutStage],
        outcomes: [{ ...outcome, value: null }, outcome, { ...outcome, value: undefined }],
        sketches: [of(4_095), of(4_096), of(4_097), { ...sketch, hll: '!'.repeat(5_464) }],
      };

      const { exposures, outcomes, sketches } = Telemetry.parse(sent);

      expect(exposures).toEqual({ taken: [exposure], refused: 1 });
      expect(outcomes).toMatchObject({ taken: [outcome, { metric: 'latency' }], refused: 1 });
      expect(sketches).toEqual({ taken: [of(4_096)], refused: 3 });
    });
  });

  test.each([
    { given: 'no JSON', body: '{"batch":', code: 'malformed-json' },
    { given: 'no batch id', body: { instance: 'i', sdk: 's' }, code: 'invalid-request' },
    { given: 'a negative count', body: batch({ counts: [count({ count: -1 })] }), code: 'invalid-request' },
    { given: 'a NUL', body: batch({ service: 'a\u0000b' }), code: 'invalid-request' },
    { given: 'half a surrogate pair', body: batch({ service: '\ud800' }), code: 'invalid-request' },
  ])('refuses $given', async ({ body, code }) => {
    const { post } = await place();

    const answer = await post(body);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });

  test('of one batch that the database refuses spoils no other', async () => {
    const { environmentId } = await place();
    const poisoned = { batch: 'p', instance: 'a\u0000b', sdk: 's', counts: [count({ count: 9 })] } as never;
    const good = [1, 2, 3].map(() => batch({ counts: [count({ count: 1 })] }) as never);

    const results = await Promise.allSettled(
      [good[0], poisoned, good[1], good[2]].map((report) =>
        replica.insights.report({ environmentId, report: report as never }),
      ),
    );

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(await countsOf(environmentId)).toMatchObject([{ count: 3 }]);
  });
});

describe('receipts', () => {
  const applied = (version: number, afterMs: number, changedAt: Date) => ({
    applied: {
      epoch: replica.instance.epoch(),
      version,
      at: new Date(changedAt.getTime() + afterMs).toISOString(),
    },
  });

  async function changed(environmentId: number, version: number): Promise<Date> {
    const { changed_at } = await replica.database.kysely
      .updateTable('environments')
      .set({ version, changed_at: sql`clock_timestamp() - interval '10 s'` })
      .where('id', '=', environmentId)
      .returning('changed_at')
      .executeTakeFirstOrThrow();
    return changed_at;
  }

  test('tell how many have applied the version, how quickly, and who lags', async () => {
    const { post, environmentId } = await place();
    const changedAt = await changed(environmentId, 5);
    for (let n = 0; n < 10; n += 1)
      await post(batch({ instance: `web-${n}`, service: 'web', ...applied(5, 100 * (n + 1), changedAt) }));
    await post(batch({ instance: 'slow-1', service: 'web', ...applied(4, 50, changedAt) }));
    await post(batch({ instance: 'silent' }));

    const receipts = await replica.insights.receipts(environmentId);

    expect(receipts).toMatchObject({
      environment: 'production',
      version: 5,
      connected: 12,
      applied: 10,
      laggards: [
        { instance: 'silent', service: null, version: 0 },
        { instance: 'slow-1', service: 'web', version: 4 },
      ],
    });
    expect(receipts?.p50Ms).toBeCloseTo(550, -1);
    expect(receipts?.p99Ms).toBeGreaterThan(900);
  });

  test('never go back, whatever order batches come in, and never say that a change was applied before it was made', async () => {
    const { post, environmentId } = await place();
    const changedAt = await changed(environmentId, 5);

    await post(batch(applied(5, -500, changedAt)));
    await post(batch(applied(3, 10, changedAt)));
    await post(batch(applied(5, 8_000, changedAt)));

    expect(await replica.insights.receipts(environmentId)).toMatchObject({ applied: 1, p50Ms: 0, p99Ms: 0 });
  });

  test.each([
    { given: 'a version', epochs: 0, version: 1e15 },
    { given: 'the next version', epochs: 0, version: 6 },
    { given: 'an epoch', epochs: 1, version: 1 },
  ])('take no notice of $given that the environment has not reached', async ({ epochs, version }) => {
    const { post, environmentId } = await place();
    const changedAt = await changed(environmentId, 5);
    const epoch = replica.instance.epoch() + epochs;

    await post(batch({ applied: { epoch, version, at: changedAt.toISOString() } }));
    const afterLie = await replica.insights.receipts(environmentId);
    await post(batch(applied(5, 100, changedAt)));

    expect(afterLie).toMatchObject({ connected: 1, applied: 0, laggards: [{ version: 0 }] });
    expect(await replica.insights.receipts(environmentId)).toMatchObject({ applied: 1, laggards: [] });
  });

  test('forget instances that fell silent', async () => {
    const { post, environmentId } = await place();
    await post(batch({ instance: 'gone' }));
    await replica.database.kysely
      .updateTable('sdk_instances')
      .set({ last_seen_at: sql`now() - interval '3 minutes'` })
      .where('environment_id', '=', environmentId)
      .execute();

    expect(await replica.insights.receipts(environmentId)).toMatchObject({
      connected: 0,
      laggards: [],
      p99Ms: null,
    });
  });
});

describe('what was reported', () => {
  test('is removed when its time is over, and nothing else', async () => {
    const { post, environmentId } = await place();
    await post(batch({ instance: 'here', counts: [count()] }));
    await post(batch({ instance: 'gone', batch: 'old' }));
    const { pool } = replica.database;
    await pool.query(
      `update telemetry_batches set received_at = now() - interval '49 hours' where batch = 'old'`,
    );
    await pool.query(
      `update sdk_instances set last_seen_at = now() - interval '25 hours' where instance = 'gone'`,
    );
    await pool.query(
      `insert into evaluation_counts select environment_id, flag, now() - interval '401 days', variant, rule_id, reason, 1
       from evaluation_counts where environment_id = $1`,
      [environmentId],
    );

    await Promise.all([replica.insights.removeExpired(), replica.insights.removeExpired()]);
    await replica.insights.removeExpired();

    const left = await pool.query(
      `select (select count(*) from telemetry_batches where batch = 'old') as batches,
        (select array_agg(instance) from sdk_instances where environment_id = $1) as instances,
        (select count(*) from evaluation_counts where environment_id = $1) as counts`,
      [environmentId],
    );
    expect(left.rows).toEqual([{ batches: 0, instances: ['here'], counts: 1 }]);
  });
});
