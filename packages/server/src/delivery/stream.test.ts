import { createHash } from 'node:crypto';
import { apply, createDigest, type Ruleset, type RulesetPatch } from '@slipway/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import {
  type EventNumbers,
  type EventStream,
  openEventStream,
  type ServerEvent,
} from '../../../../test/support/event-stream.ts';
import { insertToken, type Replica, startReplica } from '../../../../test/support/replica.ts';
import { changeEntries, flagValue, insertEnvironments } from '../../../../test/support/ruleset-rows.ts';

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

const digest = createDigest((text) => createHash('sha256').update(text).digest('hex'));

interface Place {
  environmentId: number;
  token: string;
  tokenId: number;
  change(key: string, value: object | null, kind?: 'flag' | 'segment'): Promise<number>;
  open(lastEventId?: string): Promise<EventStream>;
}

async function place(): Promise<Place> {
  projects += 1;
  const { projectId, environmentIds } = await insertEnvironments(replica.database, `p${projects}`, [
    'production',
  ]);
  const environmentId = environmentIds[0] ?? 0;
  const { id, secret } = await insertToken(replica.database, { projectId, environmentId });
  return {
    environmentId,
    token: secret,
    tokenId: id,
    async change(key, value, kind = 'flag') {
      const [version = 0] = await changeEntries(replica.database, [environmentId], [{ kind, key, value }]);
      return version;
    },
    open: (lastEventId) => openEventStream(`${replica.url}/sdk/v1/stream`, { token: secret, lastEventId }),
  };
}

function rulesetOf({ data }: ServerEvent): Ruleset {
  const { now, ...ruleset } = data as Ruleset & { now: number };
  expect(now).toBeTypeOf('number');
  return ruleset;
}

function patchOf({ data }: ServerEvent): RulesetPatch {
  return data as RulesetPatch;
}

const at = (version: number) => (data: EventNumbers) => data.to === version;

describe('the stream', () => {
  test('begins with the full ruleset, at once and unbuffered', async () => {
    const { change, open } = await place();
    await change('new-checkout', flagValue());
    await change('internal', { include: ['u7'], exclude: [], rules: [] }, 'segment');

    const stream = await open();
    const event = await stream.next('ruleset');

    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    const ruleset = rulesetOf(event);
    expect(ruleset).toMatchObject({
      format: 1,
      environment: 'production',
      epoch: replica.instance.epoch(),
      version: 3,
      flags: { 'new-checkout': { ...flagValue(), version: 2 } },
      segments: { internal: { include: ['u7'] } },
      overrides: null,
    });
    expect(ruleset.digest).toBe(digest(ruleset));
    expect(event.id).toMatch(new RegExp(`^${ruleset.epoch}\\.3\\.[\\w-]+$`));
    stream.close();
  });

  test('sends patches that lead, digest by digest, to what a new client gets', async () => {
    const { change, open } = await place();
    await change('a', flagValue());
    const stream = await open();
    let held = rulesetOf(await stream.next('ruleset'));

    const steps = [
      () => change('b', flagValue({ enabled: false })),
      () => change('internal', { include: [], exclude: [], rules: [] }, 'segment'),
      () => change('a', null),
      () => change('internal', null, 'segment'),
      () => change('a', flagValue({ fallthrough: { variant: 'off' } })),
    ];
    for (const step of steps) {
      const patch = patchOf(await stream.next('patch', at(await step())));
      expect(patch.from).toBe(held.version);
      held = apply(held, patch);
      expect(digest(held)).toBe(patch.digest);
    }

    const fresh = await open();
    expect(rulesetOf(await fresh.next('ruleset'))).toEqual({ ...held, project: `p${projects}` });
    stream.close();
    fresh.close();
  });

  test('resumes where the client was', async () => {
    const { change, open } = await place();
    await change('a', flagValue());
    const first = await open();
    const { id } = await first.next('ruleset');
    first.close();
    await change('b', flagValue());
    await change('c', flagValue());

    const second = await open(id);
    await second.next('patch', at(4));

    const patches = second.events.filter(({ name }) => name === 'patch').map(patchOf);
    expect(second.events.map(({ name }) => name)).not.toContain('ruleset');
    expect(patches[0]?.from).toBe(2);
    expect(patches.flatMap(({ flags }) => Object.keys(flags))).toEqual(['b', 'c']);
    second.close();
  });

  test('sends a client that is up to date nothing but the time', async () => {
    const { change, open } = await place();
    await change('a', flagValue());
    const first = await open();
    const { id } = await first.next('ruleset');
    first.close();

    const second = await open(id);
    const beat = await second.next('heartbeat');

    expect(beat.data).toMatchObject({ version: 2, epoch: replica.instance.epoch() });
    expect(second.events).toHaveLength(1);
    second.close();
  });

  test.each([
    { given: 'a forged id', forge: (id: string) => id.replace(/^(\d+)\.\d+/, '$1.99') },
    { given: 'nonsense', forge: () => 'nonsense' },
    { given: 'an empty id', forge: () => '' },
    { given: 'the id of another environment', forge: (_: string, other: string) => other },
  ])('answers $given by the full ruleset', async ({ forge }) => {
    const elsewhere = await place();
    const { id: other = '' } = await (await elsewhere.open()).next('ruleset');
    const { change, open } = await place();
    await change('a', flagValue());
    const { id = '' } = await (await open()).next('ruleset');
    const epoch = replica.instance.epoch();

    const stream = await open(forge(id, other));

    expect(rulesetOf(await stream.next('ruleset')).version).toBe(2);
    expect(replica.instance.epoch()).toBe(epoch);
    stream.close();
  });

  test('raises the epoch for everyone when a client holds a signed version that the database never made', async () => {
    const { change, open, environmentId } = await place();
    await change('a', flagValue());
    const other = await open();
    const { epoch } = rulesetOf(await other.next('ruleset'));
    const future = replica.delivery.cursors.sign(environmentId, { epoch, version: 40 });

    const stream = await open(future);

    const isNew = (data: EventNumbers) => data.epoch === epoch + 1;
    expect(rulesetOf(await stream.next('ruleset', isNew))).toMatchObject({ version: 2 });
    expect(rulesetOf(await other.next('ruleset', isNew))).toMatchObject({ version: 2 });
    expect(stream.events.filter(({ name }) => name === 'ruleset')).toHaveLength(1);
    stream.close();
    other.close();
  });

  test('takes a version it has not heard of yet for what it is: another replica was quicker', async () => {
    const { change, open, environmentId } = await place();
    await change('a', flagValue());
    const first = await open();
    const { epoch } = rulesetOf(await first.next('ruleset'));
    replica.cutNotifications(true);
    await change('a', flagValue({ enabled: false }));
    const ahead = replica.delivery.cursors.sign(environmentId, { epoch, version: 3 });

    const stream = await open(ahead);
    await first.next('patch', at(3));
    replica.cutNotifications(false);

    expect(replica.instance.epoch()).toBe(epoch);
    expect(stream.events.map(({ name }) => name)).toEqual(['heartbeat']);
    stream.close();
    first.close();
  });

  test('raises the epoch when the database has fewer versions than it had', async () => {
    const { change, open, environmentId } = await place();
    await change('a', flagValue());
    await change('a', flagValue({ enabled: false }));
    const stream = await open();
    const { epoch } = rulesetOf(await stream.next('ruleset'));

    await replica.database.kysely
      .updateTable('environments')
      .set({ version: 2 })
      .where('id', '=', environmentId)
      .execute();
    await replica.delivery.poll();

    const isNew = (data: EventNumbers) => data.epoch === epoch + 1;
    expect(rulesetOf(await stream.next('ruleset', isNew)).version).toBe(2);
    stream.close();
  });

  test('ends when its token is revoked, expires or goes with its environment', async () => {
    const [revoked, expired, gone] = [await place(), await place(), await place()];
    const streams = [await revoked.open(), await expired.open(), await gone.open()];
    const { kysely } = replica.database;
    await kysely
      .updateTable('tokens')
      .set({ revoked_at: new Date() })
      .where('id', '=', revoked.tokenId)
      .execute();
    await kysely
      .updateTable('tokens')
      .set({ expires_at: new Date(0) })
      .where('id', '=', expired.tokenId)
      .execute();
    await kysely.deleteFrom('environments').where('id', '=', gone.environmentId).execute();

    await replica.delivery.poll();

    await Promise.all(streams.map(({ ended }) => ended));
  });

  test('refuses a client token', async () => {
    const { environmentId } = await place();
    const environment = await replica.database.kysely
      .selectFrom('environments')
      .selectAll()
      .where('id', '=', environmentId)
      .executeTakeFirstOrThrow();
    const { secret } = await insertToken(replica.database, {
      projectId: environment.project_id,
      environmentId,
      scope: 'client',
    });

    for (const path of ['stream', 'ruleset']) {
      const answer = await fetch(`${replica.url}/sdk/v1/${path}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      expect(answer.status).toBe(403);
    }
  });

  test('beats with clock, epoch and version', async () => {
    const { open } = await place();
    const stream = await open();
    await stream.next('ruleset');

    replica.delivery.hub.heartbeat();

    const { data, id } = await stream.next('heartbeat');
    expect(data).toEqual({ now: expect.any(Number), epoch: replica.instance.epoch(), version: 1 });
    expect(id).toBeUndefined();
    stream.close();
  });
});

describe('the ruleset for pollers', () => {
  const get = (token: string, headers: Record<string, string> = {}) =>
    fetch(`${replica.url}/sdk/v1/ruleset`, { headers: { authorization: `Bearer ${token}`, ...headers } });

  test('is what the stream begins with, and 304 while it is current', async () => {
    const { change, open, token } = await place();
    await change('a', flagValue());
    const stream = await open();
    const streamed = await stream.next('ruleset');
    stream.close();

    const answer = await get(token);
    const etag = answer.headers.get('etag') ?? '';

    expect(await answer.json()).toEqual(rulesetOf(streamed));
    expect(etag).toBe(`W/"${streamed.id}"`);
    expect(Number(answer.headers.get('slipway-now'))).toBeGreaterThan(0);
    expect((await get(token, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(token, { 'if-none-match': `W/"x", ${etag.replace('W/', '')}` })).status).toBe(304);
    expect((await get(token, { 'if-none-match': '"1.1.x"' })).status).toBe(200);
  });

  test.each([
    { accepted: 'gzip, deflate, br, zstd', coding: 'br' },
    { accepted: 'gzip', coding: 'gzip' },
    { accepted: 'br;q=0, *;q=0.1', coding: 'gzip' },
    { accepted: 'identity', coding: null },
  ])('comes in the coding $coding to who takes $accepted, each with an ETag that holds', async (row) => {
    const { change, token } = await place();
    await change('a', flagValue());
    const plain = await get(token, { 'accept-encoding': 'identity' });

    const answer = await get(token, { 'accept-encoding': row.accepted });
    const etag = answer.headers.get('etag') ?? '';

    expect(answer.headers.get('content-encoding')).toBe(row.coding);
    expect(answer.headers.get('vary')).toBe('accept-encoding');
    expect(etag).toBe(`${row.coding === null ? '' : 'W/'}${plain.headers.get('etag')}`);
    expect(await answer.json()).toEqual(await plain.json());
    const again = await get(token, { 'accept-encoding': row.accepted, 'if-none-match': etag });
    expect(again.status).toBe(304);
    expect(again.headers.get('etag')).toBe(etag);
    expect(again.headers.get('content-encoding')).toBe(null);
  });

  test('shows at least the version that a write answered', async () => {
    const { change, token } = await place();
    await get(token);
    replica.cutNotifications(true);
    const version = await change('a', flagValue());

    const stale = await (await get(token)).json();
    const fresh = await (await get(token, { 'slipway-version': `staging=9, production=${version}` })).json();
    replica.cutNotifications(false);

    expect(stale.version).toBe(1);
    expect(fresh.version).toBe(version);
  });
});
