import { createServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { embeddedTest, kept, pidOf, query } from '../../../../../test/support/embedded.ts';
import { held, isRunning, startHolder } from '../../../../../test/support/holder.ts';
import { openSession } from '../db/index.ts';

const embedded = embeddedTest();
const server = { adopts: true, isOnLoopback: true };

describe('a server that is adopted', { timeout: 90_000 }, () => {
  test('goes on through a kill -9 of Slipway, with its sessions', async () => {
    await embedded.use();
    const holder = startHolder(embedded.folder, { server });
    const before = await held(holder);
    const session = await openSession(before.url);
    await holder.end('SIGKILL');

    const after = await embedded.start(server);

    expect(pidOf(after)).toBe(before.pid);
    expect(after.url).toBe(before.url);
    expect((await session.query('select id from kept')).rows).toEqual([{ id: 1 }]);
    await session.end();
  });

  test('is left in order, adopted, and then stopped for good', async () => {
    const holder = startHolder(embedded.folder, { server });
    const { pid } = await held(holder);
    await holder.end('SIGHUP');
    expect(holder.process.exitCode).toBe(0);
    expect(await isRunning(pid)).toBe(true);

    const adopted = await embedded.start(server);
    expect(pidOf(adopted)).toBe(pid);
    await Promise.all([adopted.stop(), adopted.leave()]);

    expect(await isRunning(pid)).toBe(false);
  });

  test('also outlives a process that just ends', async () => {
    const holder = startHolder(embedded.folder, { server });
    const { pid } = await held(holder);

    await holder.end('SIGUSR2');

    const adopted = await embedded.start(server);
    expect(pidOf(adopted)).toBe(pid);
  });

  test('is still refused while another process holds the folder', async () => {
    const holder = startHolder(embedded.folder, { server });
    const { url } = await held(holder);

    await expect(embedded.start(server)).rejects.toMatchObject({
      code: 'folder-in-use',
      holder: { pid: holder.process.pid },
    });

    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await holder.end('SIGTERM');
  });

  test('is started again when it dies after it was adopted', async () => {
    await embedded.use();
    const holder = startHolder(embedded.folder, { server });
    await held(holder);
    await holder.end('SIGKILL');
    const adopted = await embedded.start(server);
    const restarted = new Promise<void>((resolve) => void adopted.onRestart(resolve));

    process.kill(pidOf(adopted), 'SIGKILL');
    await restarted;

    expect(await kept(adopted)).toEqual([{ id: 1 }]);
  });

  test('with other settings is stopped, and one with today’s takes its port', async () => {
    const holder = startHolder(embedded.folder, { server });
    const before = await held(holder);
    await holder.end('SIGKILL');

    const after = await embedded.start({ ...server, settings: { max_connections: '33' } });

    expect(await isRunning(before.pid)).toBe(false);
    expect(after.url).toBe(before.url);
    expect(await query(after.url, 'show max_connections')).toEqual([{ max_connections: '33' }]);
  });

  test('that hangs is stopped and started anew', async () => {
    await embedded.use();
    const holder = startHolder(embedded.folder, { server });
    const { pid } = await held(holder);
    await holder.end('SIGKILL');
    process.kill(pid, 'SIGSTOP');

    const after = await embedded.start(server);

    expect(pidOf(after)).not.toBe(pid);
    expect(await kept(after)).toEqual([{ id: 1 }]);
  });
});

test('on loopback the port stays from start to start, unless a stranger has taken it', async () => {
  const first = await embedded.start({ isOnLoopback: true });
  await first.stop();
  const second = await embedded.start({ isOnLoopback: true });
  await second.stop();
  expect(second.url).toBe(first.url);
  await listen(Number(new URL(first.url).port));

  const third = await embedded.start({ isOnLoopback: true });

  expect(new URL(third.url).port).not.toBe(new URL(first.url).port);
  expect(await query(third.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

async function listen(port: number): Promise<Server> {
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void stranger.close());
  return stranger;
}
