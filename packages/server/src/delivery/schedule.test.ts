import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { changeEntries, flagValue, insertEnvironments } from '../../../../test/support/ruleset-rows.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import { createScheduleRecorder } from './record-schedule.ts';
import { passings } from './schedule.ts';

const HOUR = 3_600_000;
const start = Date.UTC(2027, 0, 1);

let testing: TestDatabase;
let database: Database;
let projects = 0;

beforeAll(async () => {
  testing = await testDatabase();
  database = openDatabase(testing.url, { log: createLog('silent') });
});
afterAll(async () => {
  await database.close();
  await testing.drop();
});

/** An environment whose past begins at `start`. */
async function place() {
  projects += 1;
  const { projectId, environmentIds } = await insertEnvironments(database, `p${projects}`, ['production']);
  const environmentId = environmentIds[0] ?? 0;
  await database.kysely
    .updateTable('environments')
    .set({ schedule_recorded_until: new Date(start) })
    .where('id', '=', environmentId)
    .execute();
  const write = (key: string, value: object | null, at = start) =>
    changeEntries(database, [environmentId], [{ key, value, at: new Date(at) }]);
  const recorded = async () => {
    const { rows } = await sql<{ at: Date; key: string; before: unknown; after: unknown; actor: string }>`
      select c.at, c.key, x.before, x.after, x.actor_kind as actor
      from changes c join change_contents x on x.change_id = c.id
      where c.project_id = ${projectId} order by c.sequence`.execute(database.kysely);
    return rows;
  };
  return { environmentId, write, recorded };
}

const on = (at: number) => flagValue({ enabled: false, schedule: [{ at, enabled: true }] });

describe('the passing of a date', () => {
  test('is recorded once by two replicas, with what it changed, and not before', async () => {
    const { write, recorded } = await place();
    await write('new-checkout', on(start + HOUR));
    let now = start + HOUR - 1;
    const replicas = [1, 2].map(() => createScheduleRecorder({ database, now: () => now }));
    const runAll = () => Promise.all(replicas.map((recorder) => recorder.run()));

    await runAll();
    expect(await recorded()).toEqual([]);
    now += 1;
    await runAll();
    await runAll();
    now += HOUR;
    await runAll();

    expect(await recorded()).toEqual([
      {
        at: new Date(start + HOUR),
        key: 'new-checkout',
        before: { enabled: false, rules: [] },
        after: { enabled: true, rules: [] },
        actor: 'schedule',
      },
    ]);
  });

  test('is recorded in order after a time when nothing ran', async () => {
    const { write, recorded } = await place();
    await write('b', on(start + 2 * HOUR));
    await write('a', on(start + HOUR));
    await write(
      'c',
      flagValue({
        rules: [
          {
            id: 'r1',
            from: start + 3 * HOUR,
            until: start + 4 * HOUR,
            conditions: [],
            serve: { variant: 'on' },
          },
        ],
      }),
    );

    await createScheduleRecorder({ database, now: () => start + 5 * HOUR }).run();

    expect((await recorded()).map(({ key, after }) => [key, after])).toEqual([
      ['a', { enabled: true, rules: [] }],
      ['b', { enabled: true, rules: [] }],
      ['c', { enabled: true, rules: ['r1'] }],
      ['c', { enabled: true, rules: [] }],
    ]);
  });

  test('is noticed for a flag that got its date while the recorder ran', async () => {
    const { write, recorded } = await place();
    let now = start;
    const recorder = createScheduleRecorder({ database, now: () => now });
    await recorder.run();

    await write('late', on(start + HOUR));
    now += HOUR / 2;
    await recorder.run();
    now += HOUR;
    await recorder.run();

    expect(await recorded()).toHaveLength(1);
  });

  test('waits while a mutation holds the environment, and is recorded after', async () => {
    const { environmentId, write, recorded } = await place();
    await write('new-checkout', on(start + HOUR));
    const recorder = createScheduleRecorder({ database, now: () => start + 2 * HOUR });

    await database.kysely.transaction().execute(async (tx) => {
      await sql`select from environments where id = ${environmentId} for update`.execute(tx);
      await recorder.run();
    });
    expect(await recorded()).toEqual([]);
    await recorder.run();

    expect(await recorded()).toHaveLength(1);
  });
});

describe('which dates a flag passed', () => {
  const period = (at: number, endedAt: number | null, config = on(10)) => ({
    key: 'a',
    flag: { ...config, version: 1 },
    at,
    endedAt,
  });

  test.each([
    { given: 'a date inside of the span', periods: [period(0, null)], expected: [10] },
    {
      given: 'a date in the past of the config when it was written',
      periods: [period(11, null)],
      expected: [],
    },
    { given: 'a config replaced before the date', periods: [period(0, 9)], expected: [] },
    {
      given: 'a config replaced after the date by one with the same',
      periods: [period(0, 12), period(12, null)],
      expected: [10],
    },
    {
      given: 'a config replaced before the date by one with the same',
      periods: [period(0, 5), period(5, null)],
      expected: [10],
    },
    {
      given: 'a killed flag',
      periods: [{ ...period(0, null), flag: { ...on(10), killed: true, version: 1 } }],
      expected: [],
    },
    { given: 'a date recorded before', periods: [period(0, null, on(3))], expected: [] },
    { given: 'a date to come', periods: [period(0, null, on(21))], expected: [] },
  ])('given $given: $expected', ({ periods, expected }) => {
    expect(passings(periods, 3, 20).map(({ at }) => at)).toEqual(expected);
  });
});
