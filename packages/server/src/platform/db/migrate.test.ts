import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../../../../test/support/database.ts';
import { migrate, readMigrations, withSession } from './index.ts';

const log = pino({ level: 'silent' });

async function emptyDatabase(): Promise<string> {
  const database = await testDatabase({ empty: true });
  onTestFinished(() => database.drop());
  return database.url;
}

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  return folder;
}

async function tables(url: string): Promise<string[]> {
  const sql = "select tablename from pg_tables where schemaname = 'public' order by 1";
  const { rows } = await withSession(url, (session) => session.query<{ tablename: string }>(sql));
  return rows.map(({ tablename }) => tablename);
}

test('applies what is missing, in order, once', async () => {
  const url = await emptyDatabase();
  const first = await folderOf({ '0001-a.sql': 'create table a ()' });
  const both = await folderOf({
    '0001-a.sql': 'create table a ()',
    '0002-b.sql': 'alter table a add b text',
  });

  const results = [];
  for (const folder of [first, both, both]) results.push(await migrate(url, { log, folder }));

  expect(results).toEqual([
    { number: 1, applied: [1] },
    { number: 2, applied: [2] },
    { number: 2, applied: [] },
  ]);
});

test('Slipway’s own migrations are found and number from 1 without a gap', async () => {
  const files = await readMigrations();

  expect(files[0]).toMatchObject({ number: 1, name: 'foundation' });
  expect(files.map(({ number }) => number)).toEqual(files.map((_, index) => index + 1));
});

test('four processes that start together apply each migration once', async () => {
  const url = await emptyDatabase();
  // Applying it twice would fail, and its pause makes sure that the others come meanwhile.
  const folder = await folderOf({
    '0001-a.sql': 'create table a (); select pg_sleep(0.5)',
    '0002-b.sql': 'create table b ()',
  });
  const script = `
    import { pino } from 'pino';
    import { migrate } from '${new URL('index.ts', import.meta.url).href}';
    console.log(JSON.stringify(await migrate(${JSON.stringify(url)}, { folder: ${JSON.stringify(folder)}, log: pino({ level: 'silent' }) })));`;

  const runs = await Promise.all(
    Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, [
        '--conditions=@slipway/source',
        '--input-type=module',
        '-e',
        script,
      ]),
    ),
  );

  const applied = runs.map(({ stdout }) => JSON.parse(stdout).applied.length).sort();
  expect(applied).toEqual([0, 0, 0, 2]);
});

test('a migration that fails leaves nothing behind and keeps those before it', async () => {
  const url = await emptyDatabase();
  const folder = await folderOf({
    '0001-a.sql': 'create table a ()',
    '0002-b.sql': 'create table b (); insert into nowhere values (1)',
  });

  await expect(migrate(url, { log, folder })).rejects.toMatchObject({
    code: 'failed',
    message: 'Migration 0002-b failed and was undone: relation "nowhere" does not exist',
  });
  expect(await tables(url)).toEqual(['a', 'migrations']);
});

test('a process killed in mid-migration leaves nothing behind', async () => {
  const url = await emptyDatabase();
  const folder = await folderOf({ '0001-a.sql': 'create table a (); select pg_sleep(30)' });
  const running = migrate(url, { log, folder });
  const ended = expect(running).rejects.toThrow('Migration 0001-a failed');

  const kill =
    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(30)%' and pid <> pg_backend_pid() and datname = current_database()";
  await expect
    .poll(() => withSession(url, async (session) => (await session.query(kill)).rowCount), {
      interval: 20,
      timeout: 10_000,
    })
    .toBe(1);
  await ended;

  const repaired = await folderOf({ '0001-a.sql': 'create table a ()' });
  expect((await migrate(url, { log, folder: repaired })).applied).toEqual([1]);
});

test('an applied migration that was changed later is refused', async () => {
  const url = await emptyDatabase();
  await migrate(url, { log, folder: await folderOf({ '0001-a.sql': 'create table a ()' }) });

  const changed = await folderOf({
    '0001-a.sql': 'create table a (id integer)',
    '0002-b.sql': 'create table b ()',
  });

  await expect(migrate(url, { log, folder: changed })).rejects.toMatchObject({ code: 'changed-migration' });
  expect(await tables(url)).toEqual(['a', 'migrations']);
});

test('line ends do not change a migration', async () => {
  const url = await emptyDatabase();
  await migrate(url, { log, folder: await folderOf({ '0001-a.sql': 'create table a (\n)\n' }) });

  const windows = await folderOf({ '0001-a.sql': 'create table a (\r\n)\r\n' });

  expect((await migrate(url, { log, folder: windows })).applied).toEqual([]);
});

test('a database newer than the code is refused with the remedy', async () => {
  const url = await emptyDatabase();
  await migrate(url, {
    log,
    folder: await folderOf({ '0001-a.sql': 'select 1', '0002-later.sql': 'select 2' }),
  });

  const older = await folderOf({ '0001-a.sql': 'select 1' });

  await expect(migrate(url, { log, folder: older })).rejects.toMatchObject({
    code: 'database-newer',
    message: expect.stringMatching(
      /at migration 0002-later, and this Slipway knows 1\. Start the newer Slipway/,
    ),
  });
});

test.each([
  { given: 'a gap', files: { '0001-a.sql': '', '0003-c.sql': '' }, says: 'number 2 is missing' },
  {
    given: 'a number twice',
    files: { '0001-a.sql': '', '0001-b.sql': '' },
    says: 'number 2 is missing or used twice',
  },
  { given: 'a name without a number', files: { 'a.sql': '' }, says: 'is not named NNNN-name.sql' },
])('given $given in the folder, nothing is applied', async ({ files, says }) => {
  const url = await emptyDatabase();

  await expect(migrate(url, { log, folder: await folderOf(files) })).rejects.toThrow(says);
  expect(await tables(url)).toEqual([]);
});
