import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../../test/support/database.ts';
import { type Database, openDatabase, transaction } from './index.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url, { log });
  await sql`create table counters (id integer primary key, value bigint not null)`.execute(db.kysely);
});

afterAll(async () => {
  await db.close();
  await database.drop();
});

async function setCounters(...values: number[]): Promise<void> {
  await sql`truncate counters`.execute(db.kysely);
  for (const [id, value] of values.entries())
    await sql`insert into counters values (${id}, ${value})`.execute(db.kysely);
}

async function counters(): Promise<number[]> {
  const { rows } = await sql<{ value: number }>`select value from counters order by id`.execute(db.kysely);
  return rows.map(({ value }) => value);
}

test('a transaction whose work throws leaves nothing behind', async () => {
  await setCounters(1);

  const failing = transaction(db, async (queries) => {
    await sql`update counters set value = 2`.execute(queries);
    throw new Error('no');
  });

  await expect(failing).rejects.toThrow('no');
  expect(await counters()).toEqual([1]);
});

test('transactions that fail to serialise are repeated until each has counted', async () => {
  await setCounters(0);

  const increment = () =>
    transaction(
      db,
      async (queries) => {
        const { rows } = await sql<{ value: number }>`select value from counters`.execute(queries);
        await sql`update counters set value = ${(rows[0]?.value ?? 0) + 1}`.execute(queries);
      },
      { isolation: 'serializable', retries: 50 },
    );
  await Promise.all(Array.from({ length: 8 }, increment));

  expect(await counters()).toEqual([8]);
});

test('two transactions that lock in opposite order both get through', async () => {
  await setCounters(0, 0);
  const bothStarted = Promise.withResolvers<void>();
  let started = 0;

  const crossing = (first: number, second: number) =>
    transaction(db, async (queries) => {
      await sql`update counters set value = value + 1 where id = ${first}`.execute(queries);
      started += 1;
      if (started === 2) bothStarted.resolve();
      await bothStarted.promise;
      await sql`update counters set value = value + 1 where id = ${second}`.execute(queries);
    });
  await Promise.all([crossing(0, 1), crossing(1, 0)]);

  expect(started).toBe(3);
  expect(await counters()).toEqual([2, 2]);
});

test('without retries the collision is the caller’s', async () => {
  await setCounters(0);

  const collide = transaction(
    db,
    async (queries) => {
      await sql`select value from counters`.execute(queries);
      await sql`update counters set value = 7`.execute(db.kysely);
      await sql`update counters set value = 8`.execute(queries);
    },
    { isolation: 'repeatable read', retries: 0 },
  );

  await expect(collide).rejects.toMatchObject({ code: '40001' });
});

test('a lock timeout ends the wait for a row that another holds', async () => {
  await setCounters(0);

  const blocked = transaction(db, async (holder) => {
    await sql`update counters set value = 1`.execute(holder);
    await transaction(db, (waiter) => sql`update counters set value = 2`.execute(waiter), {
      lockTimeoutMs: 30,
    });
  });

  await expect(blocked).rejects.toMatchObject({ code: '55P03' });
});

test('a statement timeout ends a statement that runs too long', async () => {
  const slow = transaction(db, (queries) => sql`select pg_sleep(10)`.execute(queries), {
    statementTimeoutMs: 30,
  });

  await expect(slow).rejects.toMatchObject({ code: '57014' });
});

test('a read-only transaction refuses to write', async () => {
  const writing = transaction(db, (queries) => sql`update counters set value = 2`.execute(queries), {
    readOnly: true,
  });

  await expect(writing).rejects.toMatchObject({ code: '25006' });
});
