import { stat, writeFile } from 'node:fs/promises';
import {
  createEnvironment,
  createProject,
  getEnvironment,
  listInstallationChanges,
  listProjects,
  verifyChanges,
  verifyInstallationChanges,
} from '@slipway/api';
import { backup, readConfig, restore } from '@slipway/server';
import { expect, onTestFinished, test } from 'vitest';
import { endDatabase } from '../support/holder.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-server.ts';

const placeOf = (data: string) => readConfig(['--data', data, '--log-level', 'silent'], {});

async function folder(): Promise<string> {
  const data = await temporaryFolder('slipway-backup-');
  onTestFinished(() => endDatabase(`${data}/database`));
  return data;
}

test('a backup of a running Slipway, restored elsewhere, is the same installation in a later epoch', async () => {
  const [data, fresh] = [await folder(), await folder()];
  const file = `${fresh}/slipway.backup`;
  const slipway = await startTestServer({ data });
  const production = { project: 'academy', environment: 'production' };
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  await slipway.client.call(createEnvironment, {
    params: { project: 'academy' },
    body: { key: 'production' },
  });
  const before = await slipway.client.call(getEnvironment, { params: production });
  const changes = await slipway.client.call(listInstallationChanges);

  const saved = await backup(placeOf(data), file);
  await slipway.client.call(createProject, { body: { key: 'later' } });
  await slipway.close();
  const restored = await restore(placeOf(fresh), file);

  const again = await startTestServer({ data: fresh });
  onTestFinished(() => again.close());
  const projects = await again.client.call(listProjects);
  const after = await again.client.call(getEnvironment, { params: production });
  expect(restored.contentHash).toBe(saved.contentHash);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(projects.items.map(({ key }) => key)).toEqual(['academy']);
  expect(after.epoch).toBeGreaterThan(before.epoch);
  expect({ ...after, epoch: before.epoch }).toEqual(before);
  expect(await again.client.call(listInstallationChanges)).toEqual(changes);
  const verified = await again.client.call(verifyInstallationChanges);
  expect(verified).toMatchObject({ isIntact: true, checked: changes.items.length });
  const params = { project: 'academy' };
  expect(await again.client.call(verifyChanges, { params })).toMatchObject({ isIntact: true });
});

test('a restore over a running Slipway is refused and names it', async () => {
  const data = await folder();
  const slipway = await startTestServer({ data });
  onTestFinished(() => slipway.close());

  const file = `${data}/any.backup`;
  await writeFile(file, 'anything');

  const attempt = restore(placeOf(data), file);

  await expect(attempt).rejects.toThrow(new RegExp(`in use by process ${process.pid} `));
});
