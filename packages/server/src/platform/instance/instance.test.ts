import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../../test/support/database.ts';
import { type Database, openDatabase } from '../db/index.ts';
import { createLog } from '../log/index.ts';
import { openInstance } from './index.ts';

const log = createLog('silent');
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url, { log });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe('the installation', () => {
  test('keeps its key and epoch from start to start', async () => {
    const first = await openInstance(db, log);

    const second = await openInstance(db, log);

    expect(second.key.equals(first.key)).toBe(true);
    expect(first.key).toHaveLength(32);
    expect(second.epoch()).toBe(first.epoch());
  });

  test.each([
    { moved: 'system identifier', set: { system_identifier: 'another' } },
    { moved: 'timeline', set: { timeline: 99 } },
  ])(
    'raises its epoch once when the $moved has changed, though four replicas start together',
    async ({ set }) => {
      const before = (await openInstance(db, log)).epoch();
      await db.kysely.updateTable('instance').set(set).execute();

      const replicas = await Promise.all(Array.from({ length: 4 }, () => openInstance(db, log)));

      expect(replicas.map((replica) => replica.epoch())).toEqual(Array(4).fill(before + 1));
    },
  );

  test('raises its epoch above a cursor from the future once, and tells the others when they look', async () => {
    const [one, other] = [await openInstance(db, log), await openInstance(db, log)];
    const seen = one.epoch() + 5;
    const heard: number[] = [];
    other.onEpoch((epoch) => heard.push(epoch));

    await Promise.all([one.raiseEpochAbove(seen), one.raiseEpochAbove(seen)]);
    await other.refresh();

    expect(one.epoch()).toBe(seen + 1);
    expect(other.epoch()).toBe(seen + 1);
    expect(heard).toEqual([seen + 1]);
  });

  test('ignores a cursor from an epoch that it has passed', async () => {
    const instance = await openInstance(db, log);
    const before = instance.epoch();

    await instance.raiseEpochAbove(before - 1);

    expect(instance.epoch()).toBe(before);
  });
});
