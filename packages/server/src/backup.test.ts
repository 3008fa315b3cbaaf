import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../../test/support/database.ts';
import { endDatabase } from '../../../test/support/holder.ts';
import { temporaryFolder } from '../../../test/support/test-server.ts';
import { backup, restore } from './backup.ts';
import { readConfig } from './platform/config/index.ts';
import { withSession } from './platform/db/index.ts';

let parent: string;
let data: string;

beforeEach(async () => {
  parent = await temporaryFolder('slipway-transfer-');
  data = join(parent, 'data');
  onTestFinished(() => endDatabase(join(data, 'database')));
  await mkdir(join(parent, 'folder'));
  await writeFile(join(parent, 'file'), 'kept');
});

const place = (databaseUrl?: string) =>
  readConfig(
    ['--data', data, '--log-level', 'silent', ...(databaseUrl ? ['--database-url', databaseUrl] : [])],
    {},
  );

describe('a restore', () => {
  test.each([
    { given: 'that does not exist', file: 'missing', says: /^There is no file .*missing\. Name one/ },
    { given: 'below a file', file: 'file/missing', says: /^There is no file .*missing\. Name one/ },
    { given: 'that is a folder', file: 'folder', says: /folder is a folder\. Name a file in it\.$/ },
  ])('from a file $given says so and makes no database', async ({ file, says }) => {
    const attempt = restore(place(), join(parent, file));

    await expect(attempt).rejects.toMatchObject({
      name: 'BackupError',
      message: expect.stringMatching(says),
    });
    expect(await readdir(parent)).not.toContain('data');
  });
});

describe('a backup', () => {
  test.each([
    { given: 'in no folder', file: 'missing/x', says: /^There is no folder .*missing\. Make it/ },
    { given: 'below a file', file: 'file/x', says: /file is not a folder\. Name a file elsewhere\.$/ },
    { given: 'that is a folder', file: 'folder', says: /folder is a folder\. Name a file in it\.$/ },
  ])('into a file $given says so before it looks for a database', async ({ file, says }) => {
    const attempt = backup(place(), join(parent, file));

    await expect(attempt).rejects.toMatchObject({
      name: 'BackupError',
      message: expect.stringMatching(says),
    });
    expect((await readdir(parent)).sort()).toEqual(['file', 'folder']);
    expect(await readFile(join(parent, 'file'), 'utf8')).toBe('kept');
  });

  test.each([
    { given: 'that does not exist', folder: 'missing' },
    { given: 'without a database', folder: 'folder' },
    { given: 'that is a file', folder: 'file' },
  ])('of a data folder $given is refused and touches nothing', async ({ folder }) => {
    data = join(parent, folder);

    const attempt = backup(place(), join(parent, 'slipway.backup'));

    await expect(attempt).rejects.toMatchObject({
      code: 'no-slipway',
      message: `There is no Slipway database in ${data}. Name another with --data.`,
    });
    expect((await readdir(parent)).sort()).toEqual(['file', 'folder']);
    expect(await readdir(join(parent, 'folder'))).toEqual([]);
  });

  test.each([
    { given: 'without a table', sql: 'select 1' },
    {
      given: 'whose migrations have not begun',
      sql: 'create table migrations (number integer, name text, checksum text)',
    },
  ])('of a database $given is refused and leaves no file', async ({ sql }) => {
    const empty = await testDatabase({ empty: true });
    onTestFinished(() => empty.drop());
    await withSession(empty.url, (session) => session.query(sql));

    const attempt = backup(place(empty.url), join(parent, 'slipway.backup'));

    await expect(attempt).rejects.toMatchObject({
      code: 'no-slipway',
      message: expect.stringContaining('This database holds no Slipway.'),
    });
    expect((await readdir(parent)).sort()).toEqual(['file', 'folder']);
  });
});
