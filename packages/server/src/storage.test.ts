import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTestServer } from '../../../test/support/server.ts';
import { temporaryFolder } from '../../../test/support/test-server.ts';
import { failureOf } from './failure.ts';
import { createLog } from './platform/log/index.ts';
import { openStorage } from './storage.ts';

test.each([
  {
    given: 'is a file',
    data: 'file',
    says: /because a file is in its way\. Choose another folder with --data\.$/,
  },
  {
    given: 'is below a file',
    data: 'file/data',
    says: /because a file is in its way\. Choose another folder with --data\.$/,
  },
])('a data folder that $given is answered with the option to change', async ({ data, says }) => {
  const parent = await temporaryFolder('slipway-storage-');
  await writeFile(join(parent, 'file'), 'kept');
  const place = { data: join(parent, data), databaseUrl: null };

  const error: unknown = await openStorage(place, createLog('silent')).catch((thrown: unknown) => thrown);

  expect(failureOf(error).line).toMatch(says);
});

test('beside a database of one’s own the data folder, which keeps the token, is for this user alone', async () => {
  const data = join(await temporaryFolder('slipway-storage-'), 'made', 'data');

  const slipway = await startTestServer({ config: { data, adminToken: null } });
  onTestFinished(() => slipway.close());

  expect((await stat(join(data, 'admin-token'))).mode & 0o777).toBe(0o600);
  expect((await stat(data)).mode & 0o777).toBe(0o700);
  expect((await stat(join(data, '..'))).mode & 0o777).toBe(0o700);
});
