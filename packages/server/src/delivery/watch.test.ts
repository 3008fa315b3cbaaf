import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { type EventNumbers, openEventStream } from '../../../../test/support/event-stream.ts';
import { insertToken, type Replica, startReplica } from '../../../../test/support/replica.ts';
import { insertEnvironments } from '../../../../test/support/ruleset-rows.ts';
import { record } from '../changes/index.ts';
import { transaction } from '../platform/db/index.ts';

let database: TestDatabase;
let replica: Replica;
let projects = 0;

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
    openEventStream(`${replica.url}/api/v1/projects/${project}/events`, { token: secret, lastEventId });
  return { projectId, environmentId: environmentIds[0] ?? 0, tokenId, change, open };
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
