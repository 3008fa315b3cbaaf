import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startTcpProxy } from '../../../../../test/support/tcp-proxy.ts';
import { startTestServer, type TestServer } from '../../../../../test/support/test-server.ts';
import {
  type Database,
  DatabaseUnavailable,
  isUnavailable,
  listen,
  openDatabase,
  transaction,
} from './index.ts';

const log = pino({ level: 'silent' });
let own: TestServer;

beforeAll(async () => {
  own = await startTestServer();
});
afterAll(() => own.stop());

function open(url: string, options: { poolSize?: number; statementTimeoutMs?: number } = {}): Database {
  const db = openDatabase(url, { log, ...options });
  onTestFinished(() => db.close());
  return db;
}

async function ask(db: Database): Promise<number | undefined> {
  const { rows } = await sql<{ answer: number }>`select 42 as answer`.execute(db.kysely);
  return rows[0]?.answer;
}

async function proxied(): Promise<{ url: string; proxy: Awaited<ReturnType<typeof startTcpProxy>> }> {
  const url = new URL(own.server.url);
  const proxy = await startTcpProxy({ path: `${decodeURIComponent(url.hostname)}/.s.PGSQL.${url.port}` });
  onTestFinished(() => proxy.close());
  const address = `${url.username}:${url.password}@127.0.0.1:${proxy.port}`;
  return { url: `postgresql://${address}${url.pathname}`, proxy };
}

async function killServer(): Promise<void> {
  const pid = own.server.pid();
  if (pid === undefined) throw new Error('not running');
  const restarted = new Promise<void>((resolve) => {
    const stop = own.server.onRestart(() => {
      stop();
      resolve();
    });
  });
  process.kill(pid, 'SIGKILL');
  await restarted;
}

describe('values', () => {
  test.each([
    { expression: '9007199254740991::bigint', value: 9007199254740991 },
    { expression: "'{1,NULL,3}'::bigint[]", value: [1, null, 3] },
    { expression: "'{}'::bigint[]", value: [] },
    { expression: "'2026-03-29 01:30:00.123+00'::timestamptz", value: new Date('2026-03-29T01:30:00.123Z') },
    { expression: "'2026-03-29'::date", value: '2026-03-29' },
    { expression: '1.10::numeric', value: '1.10' },
    { expression: `'{"a":[1]}'::jsonb`, value: { a: [1] } },
    { expression: "'\\x00ff'::bytea", value: Buffer.from([0, 255]) },
  ])('$expression arrives as $value', async ({ expression, value }) => {
    const db = open(own.server.url);

    const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(db.kysely);

    expect(rows[0]?.value).toEqual(value);
  });

  test('a bigint that JavaScript cannot hold is an error, never another number', async () => {
    const db = open(own.server.url);

    await expect(sql`select 9007199254740993::bigint`.execute(db.kysely)).rejects.toThrow(RangeError);
    expect(await ask(db)).toBe(42);
  });
});

describe('when the server is the trouble, a query ends within 2 s as DatabaseUnavailable', () => {
  test.each([
    { given: 'nobody listens', url: 'postgresql://u:p@127.0.0.1:1/d' },
    { given: 'the socket does not exist', url: 'postgresql://u:p@%2Fnowhere%2Fat%2Fall/d' },
  ])('$given', async ({ url }) => {
    const startedAt = performance.now();

    await expect(ask(open(url))).rejects.toThrow(DatabaseUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('it accepts the connection and says nothing', async () => {
    const { url, proxy } = await proxied();
    proxy.freeze();
    const startedAt = performance.now();

    await expect(ask(open(url))).rejects.toThrow(DatabaseUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('all connections are taken', async () => {
    const db = open(own.server.url, { poolSize: 1 });

    const nested = transaction(db, () => ask(db));

    await expect(nested).rejects.toThrow(DatabaseUnavailable);
    expect(await ask(db)).toBe(42);
  });

  test('it falls silent during a query, then after the statement’s time', async () => {
    const { url, proxy } = await proxied();
    const db = open(url, { statementTimeoutMs: 100 });
    await ask(db);
    proxy.freeze();

    await expect(ask(db)).rejects.toThrow(DatabaseUnavailable);
    proxy.thaw();
    expect(await ask(db)).toBe(42);
  });
});

test('a wrong query is not taken for an unavailable server', async () => {
  const error = await sql`select nonsense`
    .execute(open(own.server.url).kysely)
    .catch((thrown: unknown) => thrown);

  expect(isUnavailable(error)).toBe(false);
  expect(error).toMatchObject({ code: '42703' });
});

test('kill -9 of the server fails what runs, and within 5 s the same pool answers again', async () => {
  const db = open(own.server.url);
  const idle = await Promise.all([ask(db), ask(db), ask(db)]);
  const busy = expect(sql`select pg_sleep(30)`.execute(db.kysely)).rejects.toThrow(DatabaseUnavailable);
  await sleep(50);

  const startedAt = performance.now();
  await killServer();

  await busy;
  expect(idle).toEqual([42, 42, 42]);
  await expect.poll(() => ask(db).catch(() => undefined), { timeout: 5_000, interval: 20 }).toBe(42);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

describe('listen', () => {
  const notify = async (db: Database, payload: string): Promise<void> => {
    await sql`select pg_notify('changes', ${payload})`.execute(db.kysely);
  };

  test('hears its channels only, in order', async () => {
    const db = open(own.server.url);
    const heard: string[] = [];
    const listener = listen(
      own.server.url,
      ['changes', 'Other "one"'],
      (channel, text) => heard.push(`${channel}:${text}`),
      { log },
    );
    onTestFinished(() => listener.close());
    await listener.ready;

    await notify(db, '1');
    await sql`select pg_notify('elsewhere', 'x'), pg_notify('Other "one"', '2')`.execute(db.kysely);
    await notify(db, '3');

    await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['changes:1', 'Other "one":2', 'changes:3']);
  });

  test('connects again when the server was killed, and says so', async () => {
    const db = open(own.server.url);
    const heard: string[] = [];
    let reconnects = 0;
    const onReconnect = (): void => {
      reconnects += 1;
    };
    const listener = listen(own.server.url, ['changes'], (_, text) => heard.push(text), { log, onReconnect });
    onTestFinished(() => listener.close());
    await listener.ready;

    await killServer();
    await expect.poll(() => reconnects, { timeout: 20_000 }).toBe(1);
    await notify(db, 'after');

    await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['after']);
  });

  test('notices a connection that fell silent', async () => {
    const { url, proxy } = await proxied();
    const db = open(own.server.url);
    const heard: string[] = [];
    const reconnected = Promise.withResolvers<void>();
    const listener = listen(url, ['changes'], (_, text) => heard.push(text), {
      log,
      heartbeatMs: 50,
      onReconnect: reconnected.resolve,
    });
    onTestFinished(() => listener.close());
    await listener.ready;

    proxy.freeze();
    await expect.poll(() => listener.isConnected(), { timeout: 10_000 }).toBe(false);
    proxy.thaw();
    await reconnected.promise;
    await notify(db, 'after');

    await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['after']);
  });

  test('closes while it cannot connect', async () => {
    const listener = listen('postgresql://u:p@127.0.0.1:1/d', ['changes'], () => undefined, { log });

    await listener.close();

    expect(listener.isConnected()).toBe(false);
  });
});
