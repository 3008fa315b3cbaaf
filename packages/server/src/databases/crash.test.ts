import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { query } from '../../../../test/support/embedded.ts';
import {
  type DatabasesServer,
  databasesOn,
  fillGolden,
  golden,
  startDatabasesServer,
} from '../../../../test/support/environment-databases.ts';
import { type HostedId, hostedId } from '../runtimes/index.ts';
import type { EnvironmentDatabases } from './index.ts';

const script = fileURLToPath(new URL('../../../../test/support/run-databases.ts', import.meta.url));
const seeded = [{ title: 'Sailing' }, { title: 'Rowing' }];
let server: DatabasesServer;
let databases: EnvironmentDatabases;
let last = 0;
let id: HostedId;
let other: HostedId;

beforeAll(async () => {
  server = await startDatabasesServer();
  databases = databasesOn(server.adminUrl);
  await databases.ensureTemplate(golden, fillGolden);
});
afterAll(async () => {
  await databases.leave();
  await server.stop();
});
beforeEach(() => {
  last += 2;
  id = hostedId(last);
  other = hostedId(last + 1);
});

/** In a process of its own, which kills itself at the step. */
async function killedAt(step: string, operation: string, ...args: string[]): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--conditions=@slipway/source', script, server.adminUrl, operation, step, ...args],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

const titles = (url: string) => query(url, 'select title from course order by id');

const halfMade = () =>
  query(
    server.adminUrl,
    "select datname from pg_database where datname ~ '^(new|old)_' or (datname ~ '^env_' and not datallowconn)",
  );

describe('after kill -9', { timeout: 60_000 }, () => {
  test.each(['copy', 'hand-over', 'switch', 'drop-old'])(
    'at %s of create, the repeated call finishes',
    async (step) => {
      await killedAt(step, 'create', id);
      expect(await databases.list()).toContain(id);

      const url = await databases.create(id, golden);

      expect(await titles(url)).toEqual(seeded);
      await query(url, 'alter table course add column teacher text');
      expect(await halfMade()).toEqual([]);
    },
  );

  test.each([
    { step: 'copy', expected: 'spoilt' },
    { step: 'hand-over', expected: 'spoilt' },
    { step: 'switch', expected: 'spoilt' },
    { step: 'drop-old', expected: 'seeded' },
  ])('at $step of reset, the data is $expected until it is repeated', async ({ step, expected }) => {
    const url = await databases.create(id, golden);
    await query(url, "update course set title = 'Spoilt'");
    await killedAt(step, 'reset', id);

    expect(await databases.url(id)).toBe(url);
    expect(await titles(url)).toEqual(
      expected === 'seeded' ? seeded : [{ title: 'Spoilt' }, { title: 'Spoilt' }],
    );
    await databases.reset(id, golden);

    expect(await titles(url)).toEqual(seeded);
    expect(await halfMade()).toEqual([]);
  });

  test.each(['copy', 'keep'])(
    'at %s of snapshot, the environment works and the repeated call takes it',
    async (step) => {
      const url = await databases.create(id, golden);
      await killedAt(step, 'snapshot', id);
      expect(await databases.snapshots(id)).toEqual([]);

      expect(await databases.url(id)).toBe(url);
      expect(await titles(url)).toEqual(seeded);
      await databases.snapshot(id, 'before');

      expect(await databases.snapshots(id)).toMatchObject([{ name: 'before' }]);
      expect(await halfMade()).toEqual([]);
    },
  );

  test.each(['copy', 'switch', 'drop-old'])('at %s of restore, the repeated call finishes', async (step) => {
    const url = await databases.create(id, golden);
    await databases.snapshot(id, 'kept');
    await query(url, 'drop table course cascade');
    await killedAt(step, 'restore', id);

    await databases.restore(id, 'kept');

    expect(await titles(url)).toEqual(seeded);
    expect(await halfMade()).toEqual([]);
  });

  test.each(['copy', 'hand-over', 'switch'])(
    'at %s of clone, both are right after the repeated call',
    async (step) => {
      const from = await databases.create(id, golden);
      await killedAt(step, 'clone', id, other);

      const to = await databases.clone(id, other);

      await query(from, 'alter table course add column teacher text');
      await query(to, 'alter table course add column pupil text');
      expect(await titles(to)).toEqual(seeded);
      expect(await halfMade()).toEqual([]);
    },
  );

  test.each(['fill', 'filled'])('at %s of a template, it is not there and is made anew', async (step) => {
    const template = { name: `crashed-${step}`, digest: 'one' };
    await killedAt(step, 'ensureTemplate', template.name);
    expect(await databases.hasTemplate(template)).toBe(false);

    await databases.ensureTemplate(template, fillGolden);

    expect(await titles(await databases.create(id, template))).toEqual(seeded);
    expect(await halfMade()).toEqual([]);
  });

  test.each(['drop', 'drop-role'])(
    'at %s of destroy, it is still listed and the repeated call ends it',
    async (step) => {
      await databases.create(id, golden);
      await databases.snapshot(id, 'kept');
      await killedAt(step, 'destroy', id);
      expect(await databases.list()).toContain(id);

      await databases.destroy(id);

      expect(await databases.list()).not.toContain(id);
    },
  );

  test('anywhere, destroy takes what is half made along', async () => {
    await databases.create(id, golden);
    await killedAt('switch', 'reset', id);

    await databases.destroy(id);

    expect(await databases.list()).not.toContain(id);
    expect(await halfMade()).toEqual([]);
  });
});
