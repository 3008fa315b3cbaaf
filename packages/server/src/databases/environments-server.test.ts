import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { query } from '../../../../test/support/embedded.ts';
import { fillGolden, golden } from '../../../../test/support/environment-databases.ts';
import { endDatabase, isRunning } from '../../../../test/support/holder.ts';
import { temporaryFolder } from '../../../../test/support/test-server.ts';
import { serverAccount } from '../platform/postgres/account.ts';
import { hostedId } from '../runtimes/index.ts';
import { createEnvironmentDatabases, type EnvironmentDatabases, environmentsServer } from './index.ts';

const log = pino({ level: 'silent' });
const id = hostedId(1);
let data: string;

beforeEach(async () => {
  const made = await temporaryFolder('slipway-environments-');
  data = made;
  onTestFinished(async () => {
    await endDatabase(join(made, 'environments-database'));
    await rm(made, { recursive: true, force: true });
  });
});

function start(): EnvironmentDatabases {
  return createEnvironmentDatabases({
    ...environmentsServer({ data, environmentsDatabaseUrl: null }, log),
    installation: 'a1b2c3d4',
    node: 'node1',
    key: Buffer.alloc(32, 7),
    log,
  });
}

async function postmaster(): Promise<number> {
  const text = await readFile(join(data, 'environments-database', 'data', 'postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

describe('the second server', { timeout: 90_000 }, () => {
  test('is not started by questions about what cannot be there', async () => {
    const databases = start();

    expect(await databases.list()).toEqual([]);
    expect(await databases.url(id)).toBeNull();
    expect(await databases.sizeBytes(id)).toBeNull();
    expect(await databases.snapshots(id)).toEqual([]);
    expect(await databases.hasTemplate(golden)).toBe(false);
    await databases.destroy(id);
    await databases.stop();

    expect(await readdir(data)).toEqual([]);
  });

  test('runs on when Slipway leaves, is found again with all data, and stops when told to', async () => {
    const first = start();
    await first.ensureTemplate(golden, fillGolden);
    const url = await first.create(id, golden);
    const pid = await postmaster();
    await first.leave();
    await first.leave();
    expect(await query(url, 'select count(*)::int from course')).toEqual([{ count: 2 }]);

    const second = start();
    expect(await second.url(id)).toBe(url);
    expect(await postmaster()).toBe(pid);
    await Promise.all([second.stop(), second.stop()]);

    expect(await isRunning(pid)).toBe(false);
    const third = start();
    expect(await third.list()).toEqual([id]);
    expect(await query(url, 'select count(*)::int from course')).toEqual([{ count: 2 }]);
    await third.stop();
  });

  test('listens on loopback only, keeps the disk from one sort, and lets environments into their own only', async () => {
    const databases = start();
    const url = await databases.create(id, null);

    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(url, 'show temp_file_limit')).toEqual([{ temp_file_limit: '1GB' }]);
    for (const name of ['postgres', 'template1', 'slipway']) {
      const other = Object.assign(new URL(url), { pathname: `/${name}` }).href;
      await expect(query(other, 'select 1')).rejects.toThrow('permission denied for database');
    }
    await databases.stop();
  });

  test.runIf(process.getuid?.() === 0)('runs under another account than Slipway’s own', async () => {
    const databases = start();
    await databases.create(id, null);

    const account = await serverAccount('slipway-environments', log);
    expect((await stat(`/proc/${await postmaster()}`)).uid).toBe(account.uid);
    expect(account).not.toEqual(await serverAccount('slipway-postgres', log));
    await databases.stop();
  });

  test('that cannot start says why and what else there is, and is tried again', async () => {
    const foreign = join(data, 'environments-database', 'data');
    await mkdir(foreign, { recursive: true });
    await writeFile(join(foreign, 'thesis.txt'), 'years of work');
    const databases = start();

    await expect(databases.create(id, null)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/SLIPWAY_ENVIRONMENTS_DATABASE_URL.*not PostgreSQL's/),
    });

    await rm(foreign, { recursive: true });
    expect(await databases.create(id, null)).toContain('127.0.0.1');
    await databases.stop();
  });
});

test('a server that was given is used as it is, and never stopped', async () => {
  const adminUrl = 'postgresql://host:secret@db.example/postgres?sslmode=require';
  const { hasServer, openServer } = environmentsServer({ data, environmentsDatabaseUrl: adminUrl }, log);

  const server = await openServer();

  expect(await hasServer()).toBe(true);
  expect(server).toMatchObject({ adminUrl, isOurs: false });
  await server.stop();
  expect(await readdir(data)).toEqual([]);
});
