import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { type EventNumbers, openEventStream } from '../../../../test/support/event-stream.ts';
import { insertToken, type Replica, startReplica } from '../../../../test/support/replica.ts';
import { changeEntries, flagValue, insertEnvironments } from '../../../../test/support/ruleset-rows.ts';

let database: TestDatabase;
let replicas: Replica[];
let one: Replica;
let other: Replica;

beforeAll(async () => {
  database = await testDatabase();
  replicas = await Promise.all([1, 2].map(() => startReplica(database.url, { isStarted: true })));
  [one, other] = replicas as [Replica, Replica];
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await database.drop();
});

let projects = 0;

async function place(environments = 1) {
  projects += 1;
  const keys = Array.from({ length: environments }, (_, n) => `e${n}`);
  const { projectId, environmentIds } = await insertEnvironments(one.database, `p${projects}`, keys);
  const tokens = await Promise.all(
    environmentIds.map((environmentId) => insertToken(one.database, { projectId, environmentId })),
  );
  return { projectId, environmentIds, tokens, token: tokens[0] ?? { id: 0, secret: '' } };
}

const open = (replica: Replica, token: { secret: string }) =>
  openEventStream(`${replica.url}/sdk/v1/stream`, { token: token.secret });
const to = (version: number | undefined) => (data: EventNumbers) => data.to === version;

async function elapsedMs(work: Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work;
  return performance.now() - from;
}

describe('two replicas on one database', () => {
  test('both deliver what was committed anywhere', async () => {
    const { environmentIds, token } = await place();
    const streams = [await open(one, token), await open(other, token)];
    await Promise.all(streams.map((stream) => stream.next('ruleset')));

    const [version] = await changeEntries(one.database, environmentIds, [{ key: 'a', value: flagValue() }]);
    const took = await elapsedMs(Promise.all(streams.map((stream) => stream.next('patch', to(version)))));

    expect(took).toBeLessThan(500);
    for (const stream of streams) stream.close();
  });

  test('deliver within two seconds also while notifications are cut', async () => {
    const { environmentIds, token } = await place();
    const stream = await open(other, token);
    await stream.next('ruleset');
    other.cutNotifications(true);

    const [version] = await changeEntries(one.database, environmentIds, [{ key: 'a', value: flagValue() }]);
    const took = await elapsedMs(stream.next('patch', to(version)));
    other.cutNotifications(false);

    expect(took).toBeLessThan(2_000);
    stream.close();
  });

  test.each([
    { given: 'by notification', isCut: false },
    { given: 'within five seconds when notifications are cut', isCut: true },
  ])('cut the streams of a revoked token on both, $given', async ({ isCut }) => {
    const { token } = await place();
    const neighbour = await place();
    const streams = [await open(one, token), await open(other, token)];
    const spared = await open(other, neighbour.token);
    for (const replica of replicas) replica.cutNotifications(isCut);

    await one.database.kysely
      .updateTable('tokens')
      .set({ revoked_at: new Date() })
      .where('id', '=', token.id)
      .execute();
    await one.database.pool.query(`select pg_notify('slipway_token', $1)`, [String(token.id)]);
    const took = await elapsedMs(Promise.all(streams.map(({ ended }) => ended)));
    for (const replica of replicas) replica.cutNotifications(false);

    expect(took).toBeLessThan(isCut ? 5_000 : 500);
    const [stillOpen] = await Promise.all([open(other, neighbour.token)]);
    await stillOpen.next('ruleset');
    expect(other.delivery.streams()).toBe(2);
    spared.close();
    stillOpen.close();
  });

  test('hear of an epoch that the other one raised', async () => {
    const { environmentIds, token } = await place();
    const [environmentId = 0] = environmentIds;
    const elsewhere = await open(other, token);
    const epoch = one.instance.epoch();
    await elsewhere.next('ruleset', (data) => data.epoch === epoch);
    const future = one.delivery.cursors.sign(environmentId, { epoch: epoch + 3, version: 1 });

    const stream = await openEventStream(`${one.url}/sdk/v1/stream`, {
      token: token.secret,
      lastEventId: future,
    });

    await stream.next('ruleset', (data) => data.epoch === epoch + 4);
    await elsewhere.next('ruleset', (data) => data.epoch === epoch + 4);
    stream.close();
    elsewhere.close();
  });

  test('bring a base change to a hundred environments with one query each', async () => {
    const { environmentIds, tokens } = await place(100);
    const streams = await Promise.all(tokens.map((token) => open(other, token)));
    await Promise.all(streams.map((stream) => stream.next('ruleset')));
    const before = other.database.pool.totalCount;

    await changeEntries(one.database, environmentIds, [{ key: 'a', value: flagValue() }]);
    const took = await elapsedMs(Promise.all(streams.map((stream) => stream.next('patch', to(2)))));

    expect(other.database.pool.totalCount).toBeLessThanOrEqual(Math.max(before, 2));
    expect(took).toBeLessThan(500);
    for (const stream of streams) stream.close();
  });
});

describe('readers that do not read', () => {
  test('have one event held back for them and no more, keep nobody waiting, and are cut', async () => {
    let clock = Date.now();
    const slow = await startReplica(database.url, { now: () => clock });
    const { environmentIds, token } = await place();
    const quick = await open(slow, token);
    const stalled = Array.from({ length: 20 }, () => openWithoutReading(slow, token.secret));
    await quick.next('ruleset');
    await expect.poll(() => slow.delivery.streams()).toBe(21);

    for (let change = 0; change < 40; change += 1) {
      const value = { ...flagValue(), metadata: { text: String(change).padEnd(MEGABYTE, 'y') } };
      const [version] = await changeEntries(slow.database, environmentIds, [{ key: 'big', value }]);
      await quick.next('patch', to(version));
    }
    const held = await slow.delivery.hub.read(environmentIds[0] ?? 0);
    const unread = [...(held?.live.followers ?? [])].map(({ reader }) => reader.response.writableLength);
    expect(Math.max(...unread)).toBeGreaterThan(0);
    expect(Math.max(...unread)).toBeLessThan(2.1 * MEGABYTE);

    clock += 31_000;
    await slow.delivery.poll();

    await expect.poll(() => slow.delivery.streams()).toBe(1);
    quick.close();
    for (const socket of stalled) socket.destroy();
    await slow.close();
  });

  test('are brought to the present in one step when they read again', async () => {
    const { environmentIds, token } = await place();
    const stream = await open(one, token);
    await stream.next('ruleset');
    stream.pause();

    let version: number | undefined;
    for (let change = 0; change < 40; change += 1) {
      const value = { ...flagValue(), metadata: { text: String(change).padEnd(MEGABYTE, 'y') } };
      [version] = await changeEntries(one.database, environmentIds, [{ key: 'big', value }]);
    }
    stream.resume();
    await stream.next('patch', to(version));

    expect(stream.events.length).toBeLessThan(40);
    stream.close();
  });
});

const MEGABYTE = 1_000_000;

function openWithoutReading({ url }: Replica, token: string): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(`GET /sdk/v1/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
  return socket;
}
