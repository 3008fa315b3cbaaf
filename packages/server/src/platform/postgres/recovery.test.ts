import { spawn } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { embeddedTest, kept, pidOf, query } from '../../../../../test/support/embedded.ts';
import { held, isRunning, startHolder } from '../../../../../test/support/holder.ts';
import { openSession } from '../db/index.ts';

const isRoot = process.getuid?.() === 0;
const embedded = embeddedTest();

describe('after kill -9', { timeout: 90_000 }, () => {
  test('of Slipway, the next one stops the orphaned server and goes on with its data', async () => {
    await embedded.use();
    const holder = startHolder(embedded.folder);
    const orphan = await held(holder);
    await holder.end('SIGKILL');
    expect(await isRunning(orphan.pid)).toBe(true);

    const server = await embedded.start();

    expect(await isRunning(orphan.pid)).toBe(false);
    expect(await kept(server)).toEqual([{ id: 1 }]);
  });

  test('of Slipway and then of its server, the next one recovers', async () => {
    await embedded.use();
    const holder = startHolder(embedded.folder);
    const orphan = await held(holder);
    await holder.end('SIGKILL');
    process.kill(orphan.pid, 'SIGKILL');

    const server = await embedded.start();

    expect(await kept(server)).toEqual([{ id: 1 }]);
  });

  test('of Slipway while its server does long work, the next one does not wait for it', async () => {
    const holder = startHolder(embedded.folder);
    const orphan = await held(holder);
    const session = await openSession(orphan.url);
    const work = expect(session.query('select pg_sleep(60)')).rejects.toThrow();
    await holder.end('SIGKILL');

    await embedded.start();

    await work;
  });

  test('of the server, it is back within 5 s and all its processes are new', async () => {
    const server = await embedded.start();
    await query(server.url, 'create table kept (id integer); insert into kept values (1)');
    const session = await openSession(server.url);
    const [backend] = (await session.query('select pg_backend_pid() as pid')).rows;
    const work = expect(session.query('select pg_sleep(60)')).rejects.toThrow();
    const restarted = new Promise<void>((resolve) => void server.onRestart(resolve));
    const startedAt = performance.now();

    const before = pidOf(server);
    process.kill(before, 'SIGKILL');
    await restarted;

    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(pidOf(server)).not.toBe(before);
    expect(await isRunning(backend.pid)).toBe(false);
    expect(await kept(server)).toEqual([{ id: 1 }]);
    await work;
  });

  test('of the server time and again, it comes back each time and still stops in order', async () => {
    const server = await embedded.start();

    for (let round = 0; round < 5; round += 1) {
      const restarted = new Promise<void>((resolve) => {
        const stop = server.onRestart(() => {
          stop();
          resolve();
        });
      });
      process.kill(pidOf(server), 'SIGKILL');
      await restarted;
      expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    }
    const last = pidOf(server);
    await server.stop();

    expect(await isRunning(last)).toBe(false);
  });

  test('in the middle of initdb, the half-made folder is thrown away and made anew', async () => {
    const holder = startHolder(embedded.folder);
    await expect
      .poll(() => readdir(embedded.folder).catch(() => []), { interval: 5, timeout: 10_000 })
      .toContainEqual(expect.stringMatching(/^data\.new-/));
    await holder.end('SIGKILL');
    expect(await readdir(embedded.folder)).not.toContain('data');

    const server = await embedded.start();

    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await readdir(embedded.folder)).filter((name) => name.startsWith('data'))).toEqual(['data']);
  });

  test('between initdb and the first use, what is missing is made', async () => {
    const first = await embedded.start();
    await query(first.adminUrl, 'drop database slipway');
    await query(first.adminUrl, 'drop role slipway');
    await first.stop();

    const server = await embedded.start();

    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a stranger that got the old server’s pid does not keep the next one from starting', async () => {
    await embedded.use();
    const { uid, gid } = await stat(join(embedded.folder, 'data'));
    const stranger = spawn('sleep', ['60'], isRoot ? { uid, gid } : {});
    onTestFinished(() => void stranger.kill('SIGKILL'));
    await writeFile(
      join(embedded.folder, 'data', 'postmaster.pid'),
      `${stranger.pid}\n${join(embedded.folder, 'data')}\n`,
    );

    const server = await embedded.start();

    expect(await kept(server)).toEqual([{ id: 1 }]);
    expect(stranger.exitCode).toBeNull();
  });
});
