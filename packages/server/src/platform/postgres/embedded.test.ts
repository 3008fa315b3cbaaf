import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { embeddedTest, kept, pidOf, query } from '../../../../../test/support/embedded.ts';
import { held, isRunning, startHolder } from '../../../../../test/support/holder.ts';
import { openSession } from '../db/index.ts';
import { findRunningPostgres } from './index.ts';

const embedded = embeddedTest();

describe('a start', { timeout: 90_000 }, () => {
  test('makes a database whose owner is no superuser, and keeps it over a restart', async () => {
    await embedded.use();

    const server = await embedded.start();

    expect(await kept(server)).toEqual([{ id: 1 }]);
    expect(
      await query(
        server.url,
        'select rolname, rolsuper, rolcreatedb from pg_roles where rolname = current_user',
      ),
    ).toEqual([{ rolname: 'slipway', rolsuper: false, rolcreatedb: false }]);
    expect(
      await query(server.adminUrl, 'select rolsuper from pg_roles where rolname = current_user'),
    ).toEqual([{ rolsuper: true }]);
  });

  test('is durable, small, and refuses a wrong password', async () => {
    const server = await embedded.start();

    const settings =
      "select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting <> 'on'";
    expect(await query(server.adminUrl, settings)).toEqual([]);
    const wrong = Object.assign(new URL(server.url), { password: 'wrong' }).href;
    await expect(openSession(wrong)).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(embedded.folder, 'credentials.json'))).mode & 0o777).toBe(0o600);
  });

  test('listens on a socket that no other account can reach', async () => {
    const server = await embedded.start();

    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect((await stat(join(embedded.folder, 'run'))).mode & 0o777).toBe(0o700);
  });

  test('listens on loopback when the path is too long for a socket', async () => {
    const server = await embedded.start({ folder: join(embedded.folder, 'a'.repeat(100)) });

    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(await query(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  test('writes no statement and no row into its log', async () => {
    const server = await embedded.start();

    await query(server.url, 'create table t (secret text unique)');
    await query(server.url, "insert into t values ('sesame')");
    await expect(query(server.url, "insert into t values ('sesame')")).rejects.toThrow('duplicate key');
    await server.stop();

    const logs = await readdir(join(embedded.folder, 'log'));
    const texts = await Promise.all(logs.map((name) => readFile(join(embedded.folder, 'log', name), 'utf8')));
    expect(texts.join('')).toContain('duplicate key');
    expect(texts.join('')).not.toContain('sesame');
  });

  test('takes settings from the caller', async () => {
    const server = await embedded.start({ settings: { max_connections: '33' } });

    expect(await query(server.url, 'show max_connections')).toEqual([{ max_connections: '33' }]);
  });

  test('that PostgreSQL refuses says what PostgreSQL said, and gives the folder back', async () => {
    await expect(embedded.start({ settings: { shared_buffers: 'lots' } })).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
    });

    await expect(embedded.start()).resolves.toBeDefined();
  });

  test('two servers run side by side in one process', async () => {
    const one = await embedded.start();
    const other = await embedded.start({ folder: join(embedded.parent, 'environments') });

    expect(pidOf(one)).not.toBe(pidOf(other));
    expect(await query(other.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

test('another process finds the running server, for a backup without a stop', async () => {
  expect(await findRunningPostgres(embedded.folder)).toBeUndefined();
  await embedded.use();
  expect(await findRunningPostgres(embedded.folder)).toBeUndefined();

  const { url, adminUrl } = await embedded.start();

  expect(await findRunningPostgres(embedded.folder)).toEqual({ url, adminUrl });
});

describe('the end', { timeout: 90_000 }, () => {
  test('stops the server and gives the folder back, also when asked twice', async () => {
    const server = await embedded.start();
    const pid = pidOf(server);

    await Promise.all([server.stop(), server.stop()]);

    expect(await isRunning(pid)).toBe(false);
    await expect(embedded.start()).resolves.toBeDefined();
  });

  test('does not wait for sessions that are open', async () => {
    const server = await embedded.start();
    const session = await openSession(server.url);
    const query = expect(session.query('select pg_sleep(30)')).rejects.toThrow('terminating connection');

    await server.stop();

    await query;
  });

  test('comes with the end of the process, also without a stop', async () => {
    const holder = startHolder(embedded.folder);
    const { pid } = await held(holder);

    await holder.end('SIGUSR2');

    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });
});

describe('refused, with nothing touched', () => {
  const listing = async () => {
    const names = await readdir(embedded.folder, { recursive: true });
    const facts = await Promise.all(
      names.sort().map(async (name) => [name, (await stat(join(embedded.folder, name))).mtimeMs]),
    );
    return facts.filter(([name]) => name !== 'lock' && name !== '');
  };

  test('data of another major version, with the remedy', async () => {
    await embedded.use();
    await writeFile(join(embedded.folder, 'data', 'PG_VERSION'), '17\n');
    const before = await listing();

    await expect(embedded.start()).rejects.toMatchObject({
      code: 'other-major',
      message: expect.stringMatching(
        /written by PostgreSQL 17.*brings PostgreSQL 18.*slipway backup.*slipway restore/s,
      ),
    });

    expect(await listing()).toEqual(before);
  });

  test('a folder named data that holds something else', async () => {
    await mkdir(join(embedded.folder, 'data'), { recursive: true });
    await writeFile(join(embedded.folder, 'data', 'thesis.txt'), 'years of work');

    await expect(embedded.start()).rejects.toMatchObject({ code: 'foreign-folder' });

    expect(await readFile(join(embedded.folder, 'data', 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  test('data whose passwords are lost', async () => {
    await embedded.use();
    await rm(join(embedded.folder, 'credentials.json'));

    await expect(embedded.start()).rejects.toMatchObject({
      code: 'foreign-folder',
      message: expect.stringContaining('credentials.json is missing'),
    });
  });

  test('a folder that this process holds already', async () => {
    const server = await embedded.start();

    await expect(embedded.start()).rejects.toMatchObject({
      code: 'folder-in-use',
      message: expect.stringContaining(`in use by process ${process.pid} on `),
      holder: { pid: process.pid },
    });

    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a server that another process holds by its session although the folder’s lock is free', async () => {
    const server = await embedded.start();
    await rm(join(embedded.folder, 'lock'));

    await expect(embedded.start()).rejects.toMatchObject({
      code: 'folder-in-use',
      message: expect.stringContaining(`slipway process ${process.pid} on `),
    });

    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
