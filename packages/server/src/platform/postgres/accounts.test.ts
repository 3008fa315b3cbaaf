import { spawn } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { embeddedTest, kept, pidOf, query } from '../../../../../test/support/embedded.ts';
import { held, isRunning, startHolder } from '../../../../../test/support/holder.ts';
import { serverAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { readableBinaries } from './readable-binaries.ts';

const isRoot = process.getuid?.() === 0;
const log = pino({ level: 'silent' });
const embedded = embeddedTest();

describe.runIf(isRoot)('as root', { timeout: 90_000 }, () => {
  test('runs under the dedicated account, who owns the files', async () => {
    const account = await serverAccount('slipway-postgres', log);

    const server = await embedded.start();

    expect((await stat(`/proc/${pidOf(server)}`)).uid).toBe(account.uid);
    expect((await stat(join(embedded.folder, 'data'))).uid).toBe(account.uid);
    expect(account.uid).not.toBe(0);
  });

  test('goes on as the owner of existing files, whoever that is', async () => {
    await embedded.use();
    const someone = 54_321;
    for (const name of ['data', 'run', 'log']) {
      for (const entry of ['', ...(await readdir(join(embedded.folder, name), { recursive: true }))]) {
        await chown(join(embedded.folder, name, entry), someone, someone);
      }
    }

    const server = await embedded.start();

    expect((await stat(`/proc/${pidOf(server)}`)).uid).toBe(someone);
    expect(await kept(server)).toEqual([{ id: 1 }]);
  });

  test('keeps the files elsewhere when the account cannot reach the folder, and finds them again', async () => {
    await chmod(embedded.parent, 0o700);
    const first = await embedded.start();
    await query(first.url, 'create table kept (id integer); insert into kept values (1)');
    await first.stop();
    const pointer = (await readFile(join(embedded.folder, 'location'), 'utf8')).trim();
    onTestFinished(() => rm(pointer, { recursive: true, force: true }));

    const server = await embedded.start();

    expect(pointer).toMatch(/^\/var\/lib\/slipway\/postgres-[0-9a-f]{10}$/);
    expect(server.folder).toBe(pointer);
    expect(await kept(server)).toEqual([{ id: 1 }]);
    expect(await readdir(embedded.folder)).not.toContain('data');
  });

  test('two folders that point to the same files are one folder to the lock', async () => {
    await chmod(embedded.parent, 0o700);
    const server = await embedded.start();
    onTestFinished(() => rm(server.folder, { recursive: true, force: true }));
    const copy = join(embedded.parent, 'copy');
    await mkdir(copy);
    for (const name of ['location', 'credentials.json'])
      await copyFile(join(embedded.folder, name), join(copy, name));

    await expect(embedded.start({ folder: copy })).rejects.toMatchObject({
      code: 'folder-in-use',
      holder: { pid: process.pid },
    });
  });

  test('copies the programs when the account cannot reach where npm put them', async () => {
    const account = await serverAccount('slipway-postgres', log);
    const hidden = join(embedded.parent, 'hidden');
    await mkdir(hidden, { mode: 0o700 });
    const binaries = findBinaries();
    const there = { ...binaries, root: join(hidden, 'native') };
    await execute('cp', ['-a', binaries.root, there.root]);
    await execute('chmod', ['-R', 'go=', there.root]);

    const usable = await readableBinaries(there, account, log, join(embedded.parent, 'programs'));
    const version = await execute(join(usable.root, 'bin', 'postgres'), ['--version'], account);

    expect(version).toContain('PostgreSQL) 18');
    expect(await readableBinaries(there, account, log, join(embedded.parent, 'programs'))).toEqual(usable);
    expect(await readdir(join(embedded.parent, 'programs'))).toEqual([binaries.name]);
  });

  test('an ordinary user runs it as itself', async () => {
    const nobody = { uid: 65_534, gid: 65_534 };
    await mkdir(embedded.folder);
    await chown(embedded.folder, nobody.uid, nobody.gid);
    const holder = startHolder(embedded.folder, { account: nobody });

    const { pid, url } = await held(holder);

    expect((await stat(`/proc/${pid}`)).uid).toBe(nobody.uid);
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await holder.end('SIGTERM');
    expect(await isRunning(pid)).toBe(false);
  });

  test('a user without an entry in /etc/passwd is told what to do', async () => {
    const nameless = { uid: 54_322, gid: 54_322 };
    await mkdir(embedded.folder);
    await chown(embedded.folder, nameless.uid, nameless.gid);
    const holder = startHolder(embedded.folder, { account: nameless });

    expect(await holder.said).toEqual({
      code: 'no-account',
      message: expect.stringMatching(
        /uid 54322, which has no entry in \/etc\/passwd\. Run Slipway as a user that exists there, or set DATABASE_URL\.$/,
      ),
    });
    await holder.end('SIGTERM');
  });

  test('an ordinary user is refused files that root’s account owns', async () => {
    await embedded.use();
    const holder = startHolder(embedded.folder, { account: { uid: 65_534, gid: 65_534 } });

    expect(await holder.said).toMatchObject({ code: 'foreign-folder' });
    await holder.end('SIGTERM');
  });
});

async function execute(
  program: string,
  args: string[],
  account: { uid: number; gid: number } | object = {},
): Promise<string> {
  const child = spawn(program, args, { ...account, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const piece of child.stdout) said += piece;
  return said;
}
