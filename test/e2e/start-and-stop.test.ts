import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createEnvironment, createProject, createToken, getMe } from '@slipway/api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { openEventStream } from '../support/event-stream.ts';
import { endDatabase } from '../support/holder.ts';
import { spawnServer } from '../support/server.ts';
import { temporaryFolder } from '../support/test-server.ts';

const mainFile = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url));

/** Runs the server until it ends by itself or, once it is ready, by SIGTERM. */
async function run(args: string[], variables: Record<string, string> = {}) {
  const { SLIPWAY_ADMIN_TOKEN: _, DATABASE_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--conditions=@slipway/source', mainFile, ...args], {
    env: { ...inherited, ...variables },
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (String(chunk).includes('Slipway ready at http')) child.kill('SIGTERM');
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout, stderr, code };
}

describe('slipway start', () => {
  test('shows the administrator token at the first start only, and leaves it where only its owner reads it', async () => {
    const data = await temporaryFolder('slipway-start-');
    onTestFinished(() => endDatabase(`${data}/database`));
    const args = ['--data', data, '--port', '0', '--delivery-port', '0'];

    const first = await run(args);
    const second = await run(args);

    const token = /slw_admin_[\w-]{43}/.exec(first.stdout)?.[0] ?? 'none';
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.stdout).toMatch(/Slipway ready at http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(second.stdout).toMatch(/^Slipway ready at http:\/\/127\.0\.0\.1:\d+\n$/);
    expect((await readFile(`${data}/admin-token`, 'utf8')).trim()).toBe(token);
    expect((await stat(`${data}/admin-token`)).mode & 0o777).toBe(0o600);
    expect(first.stderr + second.stderr).not.toContain(token);
  });

  test.each([
    { given: 'an unknown option', args: ['--prot', '1'], code: 2, says: /--prot/ },
    { given: 'an open host without TLS', args: ['--host', '0.0.0.0'], code: 2, says: /--insecure/ },
    {
      given: 'a database that is not there',
      args: ['--database-url', 'postgres://u:hunter2@127.0.0.1:1/d', '--port', '0', '--delivery-port', '0'],
      code: 1,
      says: /No database answers/,
    },
  ])('refuses $given with one line and exit code $code', async ({ args, code, says }) => {
    const ended = await run(args);

    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.stderr).not.toContain('hunter2');
  });

  test('explains its options', async () => {
    const { stdout, code } = await run(['--help']);

    expect(code).toBe(0);
    expect(stdout).toContain('--delivery-port PORT');
  });
});

describe('SIGTERM', () => {
  test('ends open streams and lets the process go with exit code 0', async () => {
    const database = await testDatabase();
    const slipway = await spawnServer({ databaseUrl: database.url });
    onTestFinished(async () => {
      await slipway.kill('SIGKILL');
      await database.drop();
    });
    const params = { project: 'academy' };
    await slipway.client.call(createProject, { body: { key: 'academy' } });
    await slipway.client.call(createEnvironment, { params, body: { key: 'production' } });
    const body = { name: 'web', scope: 'server', environment: 'production' } as const;
    const { token } = await slipway.client.call(createToken, { params, body });
    const streams = await Promise.all([
      openEventStream(`${slipway.url}/sdk/v1/stream`, { token }),
      openEventStream(`${slipway.deliveryUrl}/sdk/v1/stream`, { token }),
      openEventStream(`${slipway.url}/api/v1/projects/academy/events`, { token: slipway.adminToken }),
    ]);
    await slipway.client.call(getMe);
    const startedAt = performance.now();

    await slipway.kill('SIGTERM');
    await Promise.all(streams.map(({ ended }) => ended));

    expect(slipway.process.exitCode).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(slipway.logs()).not.toContain('did not close in time');
  });
});
