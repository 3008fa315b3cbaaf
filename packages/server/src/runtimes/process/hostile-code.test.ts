import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../../../../test/support/test-server.ts';
import { until } from '../../../../../test/support/until.ts';
import { createLog } from '../../platform/log/index.ts';
import { hostedId, type Runtime } from '../runtime.ts';
import { allProcesses } from './proc.ts';
import { createProcessRuntime } from './process-runtime.ts';

/** What branch code writes is handled by root: nothing that it can name, link or leave behind may lead root elsewhere. */
vi.setConfig({ testTimeout: 60_000 });

interface Tree {
  [path: string]: string | Buffer | { readonly to: string };
}

describe.runIf(process.getuid?.() === 0)('code that tries to lead Slipway elsewhere', () => {
  const victim = hostedId(1);
  const attacker = hostedId(2);
  const limits = { memoryBytes: 256 * 1024 * 1024, cpus: 1, processes: 64 };
  const never = new AbortController().signal;
  let folder: string;
  let secret: string;
  let runtime: Runtime;

  const another = (): Runtime =>
    createProcessRuntime({
      ...{ folder: join(folder, 'environments'), register: join(folder, 'accounts') },
      ...{ installation: 'hostile', node: String(process.pid), log: createLog('silent') },
    });

  beforeEach(async () => {
    folder = await temporaryFolder('slipway-hostile-');
    secret = join(folder, 'secret');
    await mkdir(secret);
    await writeFile(join(secret, 'key.tgz'), 'canary');
    await chmod(join(secret, 'key.tgz'), 0o600);
    await chmod(secret, 0o700);
    runtime = another();
  });
  afterEach(async () => {
    for (const id of [victim, attacker]) await runtime.destroy(id);
    await rm(folder, { recursive: true, force: true });
  });

  const build = async (
    environment: typeof victim,
    tree: Tree,
    command: string | null,
    signal: AbortSignal = never,
    variables: Record<string, string> = {},
  ) =>
    runtime.build(
      {
        ...{ environment, service: 'web', limits, command, variables },
        content: JSON.stringify(tree),
        checkOut: (into) => write(into, tree),
      },
      { write: () => undefined, signal },
    );

  const run = async (environment: typeof victim, artifact: string, command: string) => {
    let said = '';
    const task = { environment, service: 'web', artifact, command, variables: {}, limits };
    const write = (text: string): void => {
      said += text;
    };
    await runtime.run(task, { write, signal: never });
    return said.trim();
  };

  async function secretIsKept(): Promise<void> {
    expect((await stat(secret)).mode & 0o777).toBe(0o700);
    expect((await stat(join(secret, 'key.tgz'))).mode & 0o777).toBe(0o600);
    expect(await readdir(secret)).toEqual(['key.tgz']);
  }

  test('an installation that puts a link in place of its modules opens nothing', async () => {
    const scripts = { postinstall: `rm -rf node_modules; ln -s ${secret} node_modules` };

    await build(attacker, application({ scripts }), 'npm ci').catch(() => undefined);

    await secretIsKept();
  });

  test('a link named node_modules is no place to write dependencies to', async () => {
    await build(attacker, { ...application({}), node_modules: { to: secret } }, 'npm ci');

    await secretIsKept();
  });

  test('a local package behind a linked folder is not read', async () => {
    const dependencies = { key: 'file:vendor/key.tgz' };
    const scripts = { preinstall: 'cp vendor/key.tgz node_modules/found || true' };
    const tree = { ...application({ dependencies, scripts }), vendor: { to: secret } };

    await build(attacker, tree, 'npm ci').catch(() => undefined);

    const { stdout } = await promisify(execFile)('grep', [
      ...['-rl', 'canary', join(folder, 'environments')],
    ]).catch(() => ({ stdout: '' }));
    expect(stdout).toBe('');
    await secretIsKept();
  });

  test('a build opens no file of others that it links to', async () => {
    const shared = join(folder, 'shared');
    await mkdir(shared);
    await chmod(shared, 0o777);
    await writeFile(join(shared, 'key'), 'canary');
    await chmod(join(shared, 'key'), 0o600);

    await build(attacker, { 'a.txt': 'a' }, `ln ${shared}/key key || true; ln -s ${secret} way`);

    expect((await stat(join(shared, 'key'))).mode & 0o777).toBe(0o600);
    await secretIsKept();
  });

  test('what an installation leaves in its home is not there for the next', async () => {
    const evil = `printf '#!/bin/sh\\necho evil > %s/evil\\nexec sh "$@"' "$PWD" > $HOME/shell; chmod 755 $HOME/shell; echo "script-shell=$HOME/shell" >> $HOME/.npmrc`;
    await build(attacker, application({ scripts: { postinstall: evil } }), 'npm ci');

    const scripts = {
      postinstall:
        'mkdir -p node_modules; npm config get script-shell > node_modules/shell; echo good > node_modules/good',
    };
    const { key } = await build(victim, application({ scripts }), 'npm ci');

    expect(await run(victim, key, 'cat node_modules/shell node_modules/good')).toBe('null\ngood');
  });

  test('what an installation has fetched is there for the next, if it is what its hash says', async () => {
    const shelf = await packed('shelf', 'good');
    const registry = createServer((_, response) => response.end(shelf));
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    const { port } = registry.address() as AddressInfo;
    const integrity = `sha512-${createHash('sha512').update(shelf).digest('base64')}`;
    const fetched = { resolved: `http://127.0.0.1:${port}/shelf.tgz`, integrity };
    const content = 'find $npm_config_cache/_cacache/content-v2 -type f';
    const spoil = `for file in $(${content}); do rm -f $file; echo evil > $file; done; mkdir -p $npm_config_cache/_cacache/content-v2/sha512/aa/bb; echo evil > $npm_config_cache/_cacache/content-v2/sha512/aa/bb/${'c'.repeat(124)}`;

    await build(victim, application({ dependencies: { shelf: '1.0.0' } }, fetched), 'npm ci');
    await build(
      attacker,
      application({ dependencies: { shelf: '1.0.0' }, scripts: { postinstall: spoil } }, fetched),
      'npm ci',
    );
    registry.closeAllConnections();
    await new Promise((resolve) => registry.close(resolve));
    const third = application({ name: 'third', dependencies: { shelf: '1.0.0' } }, fetched);
    const { key } = await build(victim, third, 'npm ci');

    expect(await run(victim, key, 'cat node_modules/shelf/index.js')).toBe('good');
    const kept = await readdir(join(folder, 'environments/store/packages'), { recursive: true });
    expect(kept.filter((name) => name.includes('cccc'))).toEqual([]);
  });

  test('an environment that already runs cannot touch what is built for all', async () => {
    const { key: own } = await build(attacker, { 'a.txt': 'a' }, null);
    await run(attacker, own, 'echo "script-shell=/bin/false" > $HOME/.npmrc; echo evil > $HOME/mark');

    const { key } = await build(
      attacker,
      { 'b.txt': 'b' },
      'id -u > builder; cat $HOME/mark > mark 2> /dev/null || true',
    );

    expect(await run(attacker, key, 'cat mark')).toBe('');
    expect(await run(attacker, key, 'test "$(cat builder)" != "$(id -u)" && echo apart')).toBe('apart');
  });

  test('whoever waits for somebody else’s build can give up at once', async () => {
    const mine = build(victim, { 'a.txt': 'slow' }, 'while [ ! -e stop ]; do sleep 0.05; done', never);
    const givenUp = new AbortController();
    const theirs = build(
      attacker,
      { 'a.txt': 'slow' },
      'while [ ! -e stop ]; do sleep 0.05; done',
      givenUp.signal,
    );
    const staging = join(folder, 'environments/store/staging');
    const code = await until('it is building', async () => {
      const [name] = await readdir(staging);
      return name !== undefined && existsSync(join(staging, name, 'code')) && join(staging, name, 'code');
    });

    givenUp.abort();

    await expect(theirs).rejects.toMatchObject({ code: 'aborted' });
    await writeFile(join(code, 'stop'), '');
    expect((await mine).detail).toBe('built');
  });

  test('a build that was under way when Slipway was killed is ended by the next one, with its files and account', async () => {
    const givenUp = new AbortController();
    const building = build(victim, { 'a.txt': 'left' }, 'sleep 300', givenUp.signal).catch(() => undefined);
    const staging = join(folder, 'environments/store/staging');
    const uid = await until('it is building', async () => {
      const [name = ''] = await readdir(staging);
      const file = join(staging, name, 'account');
      const account = name !== '' && existsSync(file) ? Number(await readFile(file, 'utf8')) : 0;
      return account > 0 && allProcesses().some((found) => found.uid === account) && account;
    });

    const next = another();
    await next.prune(60_000);

    expect(allProcesses().filter((found) => found.uid === uid)).toEqual([]);
    expect(await readdir(staging)).toEqual([]);
    expect(existsSync(join(folder, 'accounts', String(uid)))).toBe(false);
    givenUp.abort();
    await building;
  });

  test('what an environment leaves in shared places goes with it', async () => {
    const { key } = await build(victim, { 'a.txt': 'a' }, null);
    const names = ['/var/tmp', '/dev/shm'].map((place) => join(place, `slipway-left-${process.pid}`));

    const said = await run(
      victim,
      key,
      `for file in ${names.join(' ')}; do echo x > $file; done; ipcmk -Q | grep -c :`,
    );

    expect(said).toBe('1');
    expect(names.filter((name) => existsSync(name))).toEqual([]);
    const { stdout } = await promisify(execFile)('ipcs', ['-q']);
    expect(stdout.match(/^0x/gm)).toBeNull();
  });
});

/** An application without dependencies but what is named. */
function application(over: Record<string, unknown>, fetched: Record<string, string> = {}): Tree {
  const root = { name: 'app', version: '1.0.0', ...over };
  const { scripts: _, ...listed } = root as typeof root & { scripts?: unknown };
  const names = Object.entries((over.dependencies ?? {}) as Record<string, string>);
  const packages = Object.fromEntries(
    names.map(([name, resolved]) => [`node_modules/${name}`, { version: '1.0.0', resolved, ...fetched }]),
  );
  return {
    'package.json': JSON.stringify(root),
    'package-lock.json': JSON.stringify({
      ...{ name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: { '': listed, ...packages },
    }),
  };
}

/** A tarball as `npm pack` makes it. */
async function packed(name: string, index: string): Promise<Buffer> {
  const folder = await temporaryFolder('slipway-pack-');
  await mkdir(join(folder, 'package'));
  await writeFile(join(folder, 'package/package.json'), JSON.stringify({ name, version: '1.0.0' }));
  await writeFile(join(folder, 'package/index.js'), index);
  await promisify(execFile)('tar', ['-C', folder, '-czf', join(folder, 'it.tgz'), 'package']);
  const tarball = await readFile(join(folder, 'it.tgz'));
  await rm(folder, { recursive: true });
  return tarball;
}

async function write(into: string, tree: Tree): Promise<void> {
  await mkdir(into);
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(into, path)), { recursive: true });
    if (typeof content === 'object' && 'to' in content) await symlink(content.to, join(into, path));
    else await writeFile(join(into, path), content);
  }
}
