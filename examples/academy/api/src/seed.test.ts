import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rows, transaction } from './database.ts';
import { migrate } from './migrations.ts';
import { seedDefault, seedDemo } from './seed.ts';
import { createTestDatabase, withoutDatabase } from './testing/database.ts';

const counts = `select (select count(*)::int from courses) as courses, (select count(*)::int from lessons) as lessons,
  (select count(*)::int from users) as users, (select count(*)::int from enrolments) as enrolments`;

test('migrating and seeding again changes nothing', { skip: withoutDatabase }, async () => {
  const { database, drop } = await createTestDatabase();
  const before = await rows(database, counts);
  const applied = await migrate(database);
  await transaction(database, seedDefault);
  const after = await rows(database, counts);
  await transaction(database, seedDemo);
  const demo = await rows(database, counts);
  await transaction(database, seedDemo);
  const demoAgain = await rows(database, counts);
  await drop();

  assert.deepEqual(applied, []);
  assert.deepEqual(after, before);
  assert.deepEqual(demoAgain, demo);
  assert.notDeepEqual(demo, before);
});
