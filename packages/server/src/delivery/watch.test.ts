import { Telemetry } from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { type EventNumbers, openEventStream } from '../../../../test/support/event-stream.ts';
import { insertToken, type Replica, startReplica } from '../../../../test/support/replica.ts';
import { insertEnvironments } from '../../../../test/support/ruleset-rows.ts';
import { until } from '../../../../test/support/until.ts';
import { record } from '../changes/index.ts';
import { transaction } from '../platform/db/index.ts';

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

async function place(here: Replica = replica) {
  projects += 1;
  const project = `p${projects}`;
  const { projectId, environmentIds } = await insertEnvironments(replica.database, project, ['production']);
  const { id: tokenId, secret } = await insertToken(replica.database, {
    projectId,
    environmentId: null,
    scope: 'admin',
  });
  const change = (key: string): Promise<number> =>
    transaction(replica.database, (tx) =>
      record(tx, {
        projectId,
        author: { kind: 'system', id: 'test', name: 'Test', origin: null },
        action: 'update',
        subject: 'flag',
        key,
        before: { n: 1 },
        after: { n: 2 },
      }),
    );
  const open = (lastEventId?: string) =>
    openEventStream(`${here.url}/api/v1/projects/${project}/events`, { token: secret, lastEventId });
  const environmentId = environmentIds[0] ?? 0;
  const addFlag = () => insertFlag(projectId);
  const tell = (report: object, to: Replica = here): Promise<void> => {
    batches += 1;
    const whole = { batch: `b${batches}`, instance: 'web-1', sdk: 'test', ...report };
    return to.insights.report({ environmentId, report: Telemetry.parse(whole) });
  };
  return { projectId, environmentId, tokenId, change, open, addFlag, tell };
}

async function insertFlag(projectId: number): Promise<void> {
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
}

const id = (changeId: number) => (data: EventNumbers) => data.id === String(changeId);

describe('events of a project', () => {
  test('carry each change as the API shows it, and none of another project', async () => {
    const [here, elsewhere] = [await place(), await place()];
    await here.change('before');
    const stream = await here.open();
    await stream.next('heartbeat');

    await elsewhere.change('foreign');
    const made = await here.change('new-checkout');
    const event = await stream.next('change', id(made));

    expect(event).toMatchObject({
      id: String(made),
      data: { action: 'update', subject: 'flag', key: 'new-checkout', before: { n: 1 }, after: { n: 2 } },
    });
    expect(stream.events.filter(({ name }) => name === 'change')).toHaveLength(1);
    stream.close();
  });

  test('go on after the change that the client saw last, however many there were', async () => {
    const { change, open } = await place();
    const first = await change('first');
    let last = first;
    for (let n = 0; n < 250; n += 1) last = await change(`flag-${n}`);

    const stream = await open(String(first));
    await stream.next('change', id(last));

    const ids = stream.events.filter(({ name }) => name === 'change').map((event) => Number(event.id));
    expect(ids).toHaveLength(250);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    stream.close();
  });

  test('come also when notifications are cut', async () => {
    const { change, open } = await place();
    const stream = await open();
    await stream.next('heartbeat');
    replica.cutNotifications(true);

    const made = await change('quiet');
    await replica.delivery.poll();
    replica.cutNotifications(false);

    await stream.next('change', id(made));
    stream.close();
  });

  test('tell receipts when they change, at most once a look', async () => {
    const { environmentId, open } = await place();
    const stream = await open();
    await stream.next('heartbeat');
    const applied = { epoch: replica.instance.epoch(), version: 1, at: new Date().toISOString() };

    for (const instance of ['a', 'b', 'c'])
      await replica.insights.report({
        environmentId,
        report: { batch: `${environmentId}-${instance}`, instance, sdk: 'test', applied },
      });
    await replica.delivery.poll();
    await replica.delivery.poll();

    await stream.next('receipts', (data) => data.applied === 3);
    expect(stream.events.filter(({ name }) => name === 'receipts')).toHaveLength(1);
    stream.close();
  });

  describe('tell that counts of an environment have grown', () => {
    const minute = new Date().toISOString();
    const counted = { counts: [{ flag: 'new-checkout', variant: 'on', reason: 'STATIC', minute, count: 3 }] };
    const observed = {
      observed: [{ flag: 'new-checkout', variant: 'on', minute, outcomes: { 'checkout-error': [1, 9] } }],
    };

    test.each([
      { of: 'evaluations', report: counted },
      { of: 'outcomes', report: observed },
    ])('by $of', async ({ report }) => {
      const { environmentId, open, addFlag, tell } = await place();
      await addFlag();
      const stream = await open();
      await stream.next('heartbeat');

      await tell(report);
      await replica.delivery.poll();

      const { data } = await stream.next('activity');
      const { grown_at } = await replica.database.kysely
        .selectFrom('environment_activity')
        .select('grown_at')
        .where('environment_id', '=', environmentId)
        .executeTakeFirstOrThrow();
      expect(data).toEqual({ environment: 'production', at: grown_at.toISOString() });
      stream.close();
    });

    test('but not by a report of what was applied, nor by counts of no flag', async () => {
      const { open, tell } = await place();
      const stream = await open();
      await stream.next('heartbeat');

      await tell({});
      await tell(counted);
      await replica.delivery.poll();

      await stream.next('receipts');
      expect(stream.events.filter(({ name }) => name === 'activity')).toEqual([]);
      stream.close();
    });

    test('once in two seconds at most, and never forget the last time', async () => {
      let at = Date.now();
      const other = await startReplica(database.url, { now: () => at });
      const { open, addFlag, tell } = await place(other);
      await addFlag();
      const stream = await open();
      await stream.next('heartbeat');
      const told = () => stream.events.filter(({ name }) => name === 'activity').length;
      const look = async () => {
        at += 1;
        await other.delivery.poll();
        // Receipts are told before activity, and all of it in order.
        other.delivery.watch.heartbeat();
        await stream.next('heartbeat', (data) => data.now === at);
      };

      // Another replica stores it.
      await tell(counted, replica);
      await look();
      expect(told()).toBe(1);
      await tell(counted, replica);
      for (const later of [1, 900, 1_000]) {
        at += later;
        await look();
      }
      expect(told()).toBe(1);
      at += 100;
      await look();
      expect(told()).toBe(2);
      at += 2_500;
      await look();
      expect(told()).toBe(2);
      stream.close();
      await other.close();
    });
  });

  describe('tell that an environment’s run has changed', () => {
    const notify = (projectId: number, environment: string) =>
      sql`select pg_notify('slipway_run', ${`${projectId}:${environment}`})`.execute(replica.database.kysely);

    test('to those who watch its project, whatever its key', async () => {
      const [here, elsewhere] = [await place(), await place()];
      const [stream, other] = [await here.open(), await elsewhere.open()];
      await stream.next('heartbeat');
      await other.next('heartbeat');

      await notify(here.projectId, 'checkout-42');

      const { data } = await stream.next('run');
      await notify(elsewhere.projectId, 'marker');
      await other.next(
        'run',
        (told) => (told as unknown as { environment: string }).environment === 'marker',
      );
      expect(data).toEqual({ environment: 'checkout-42' });
      expect(other.events.filter(({ name }) => name === 'run')).toHaveLength(1);
      stream.close();
      other.close();
    });

    test('once for many changes at a time, and never forget the last one', async () => {
      const { projectId, open } = await place();
      const stream = await open();
      await stream.next('heartbeat');
      const told = () => stream.events.filter(({ name }) => name === 'run').length;

      for (let n = 0; n < 30; n += 1) replica.delivery.notify('slipway_run', `${projectId}:a`);
      await until('the last one', () => told() === 2);

      replica.delivery.notify('slipway_run', 'nonsense');
      replica.delivery.notify('slipway_run', `${projectId}:b`);
      await until('the other one', () => told() === 3);
      stream.close();
    });
  });

  test('end with the token', async () => {
    const { tokenId, open } = await place();
    const stream = await open();
    await stream.next('heartbeat');

    await replica.database.kysely.deleteFrom('tokens').where('id', '=', tokenId).execute();
    await replica.delivery.poll();

    await stream.ended;
  });

  test('of an unknown project are a problem', async () => {
    const { kysely } = replica.database;
    const everywhere = await insertToken(replica.database, {
      projectId: 1,
      environmentId: null,
      scope: 'admin',
    });
    await kysely.updateTable('tokens').set({ project_id: null }).where('id', '=', everywhere.id).execute();

    const answer = await fetch(`${replica.url}/api/v1/projects/nowhere/events`, {
      headers: { authorization: `Bearer ${everywhere.secret}` },
    });

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'project-not-found' });
  });
});
