import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runtimeContract } from '../../../../../test/support/runtime-contract.ts';
import { temporaryFolder } from '../../../../../test/support/test-server.ts';
import { createLog } from '../../platform/log/index.ts';
import { type HostedId, hostedId, type Runtime } from '../runtime.ts';
import { allProcesses } from './proc.ts';
import { createProcessRuntime } from './process-runtime.ts';

const isRoot = process.getuid?.() === 0;
const log = createLog('silent');

async function createUnderTest() {
  const folder = await temporaryFolder('slipway-runtime-');
  const options = {
    folder: join(folder, 'environments'),
    installation: 'test',
    node: String(process.pid),
    log,
  };
  const register = join(folder, 'accounts');
  const accounts = new Map<HostedId, number>();
  const runtime = createProcessRuntime({ ...options, register });
  const accountOf = (id: HostedId): number | undefined => {
    const file = join(options.folder, id, 'account');
    if (existsSync(file)) accounts.set(id, Number(readFileSync(file, 'utf8')));
    return accounts.get(id);
  };
  const noting: Runtime = {
    ...runtime,
    destroy: async (id) => {
      accountOf(id);
      await runtime.destroy(id);
    },
  };
  return {
    folder: options.folder,
    runtime: noting,
    again: () => createProcessRuntime({ ...options, register }),
    async processes(id: HostedId) {
      const uid = accountOf(id);
      return allProcesses()
        .filter((found) => found.uid === uid)
        .map(({ pid }) => pid);
    },
    async leftovers(id: HostedId) {
      const files = existsSync(join(options.folder, id)) ? [join(options.folder, id)] : [];
      const uid = accounts.get(id);
      const taken = uid !== undefined && existsSync(join(register, String(uid))) ? [`account ${uid}`] : [];
      const groups = groupsNamed(`${id}-`, `slipway-test-${process.pid}`);
      return [...files, ...taken, ...groups];
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

function groupsNamed(prefix: string, parent: string): string[] {
  return ['memory', 'pids', 'cpu', ''].flatMap((controller) => {
    const folder = join('/sys/fs/cgroup', controller, parent);
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(prefix)) : [];
  });
}

// As an ordinary user everything runs as that user: there is no account to count by.
if (isRoot) runtimeContract('process, as root', createUnderTest);

describe.runIf(isRoot)('the process runtime, as root', () => {
  const id = hostedId(900);
  const limits = { memoryBytes: 192 * 1024 * 1024, cpus: 1, processes: 64 };
  const output = { write: () => undefined, signal: new AbortController().signal };
  let given: Awaited<ReturnType<typeof createUnderTest>>;

  beforeAll(async () => {
    given = await createUnderTest();
  });
  afterAll(async () => {
    await given.runtime.destroy(id);
    await given.end();
  });

  const build = (files: Record<string, string | Buffer>, command: string | null) =>
    given.runtime.build(
      {
        ...{ environment: id, service: 'web', limits, command, variables: {} },
        content: JSON.stringify([Object.keys(files), command]),
        async checkOut(into) {
          await mkdir(into);
          for (const [name, content] of Object.entries(files)) {
            await mkdir(join(into, name, '..'), { recursive: true });
            await writeFile(join(into, name), content);
          }
        },
      },
      output,
    );

  const run = async (artifact: string, command: string) => {
    let said = '';
    const write = (text: string): void => {
      said += text;
    };
    const task = { environment: id, service: 'web', artifact, command, variables: {}, limits };
    const code = await given.runtime.run(task, { ...output, write });
    return { code, said: said.trim() };
  };

  test('runs as an account of its own, that sees its own processes only and can gain nothing', async () => {
    const { key } = await build({ 'a.txt': 'a' }, null);

    const { said } = await run(
      key,
      'id -u; ls /proc | grep -c "^[0-9]"; grep -E "^(NoNewPrivs|CapEff|CapBnd)" /proc/self/status | tr -d "\\t\\n"; echo; ls /root 2>&1 | tail -1',
    );
    const [uid, processes, powers, root] = said.split('\n');

    expect(Number(uid)).toBeGreaterThanOrEqual(210_000);
    expect(Number(processes)).toBeLessThan(12);
    expect(powers).toBe('CapEff:0000000000000000CapBnd:0000000000000000NoNewPrivs:1');
    expect(root).toContain('Permission denied');
  });

  test('files are shared, folders are its own: it makes new files and changes none', async () => {
    const { key } = await build({ 'src/a.txt': 'a' }, 'echo built > src/b.txt');

    const { said } = await run(
      key,
      'echo x > src/new.txt && echo made; (echo x > src/a.txt) 2>/dev/null || echo kept; (echo x >> src/b.txt) 2>/dev/null || echo kept; cat src/a.txt src/b.txt',
    );

    expect(said.split('\n')).toEqual(['made', 'kept', 'kept', 'abuilt']);
    const stored = join(given.folder, 'store/builds', key, 'src/a.txt');
    expect(await readFile(stored, 'utf8')).toBe('a');
    expect((await stat(stored)).nlink).toBeGreaterThan(1);
  });

  test('variables of a blueprint never reach what runs as root', async () => {
    const { key } = await build({ 'a.txt': 'a' }, null);
    const trap = join(given.folder, 'trap.so');
    const task = { environment: id, service: 'web', artifact: key, command: 'id -u', limits };
    let said = '';

    await given.runtime.run(
      {
        ...task,
        variables: { LD_PRELOAD: trap, BASH_ENV: '/etc/shadow', ENV: '/etc/shadow', PATH: '/nowhere' },
      },
      {
        ...output,
        write(text) {
          said += text;
        },
      },
    );

    // The loader complains to the environment alone: whatever ran before it, as root, had another list.
    expect(said.split('\n').filter((line) => line.includes('trap.so')).length).toBeLessThanOrEqual(3);
    expect(said).not.toMatch(/^0$/m);
  });

  test('dependencies are installed once for a lockfile, by an account that owns nothing else', async () => {
    const tarball = await packed('left-shelf', { 'index.js': 'module.exports = "shelf";' });
    const lock = lockfile('left-shelf');
    const files = {
      ...lock,
      'vendor/left-shelf.tgz': tarball,
      'main.cjs': 'console.log(require("left-shelf"))',
    };

    const first = await build(files, 'npm ci --no-audit');
    const second = await build(
      { ...files, 'main.cjs': 'console.log(require("left-shelf"), 2)', 'more.txt': '' },
      'npm ci --no-audit',
    );

    expect([first.detail, second.detail]).toEqual(['dependencies installed', 'dependencies from cache']);
    expect(await run(second.key, 'node main.cjs')).toEqual({ code: 0, said: 'shelf 2' });
    const { said } = await run(
      second.key,
      '(echo x > node_modules/left-shelf/index.js) 2>&1 | tail -1; ls -ln node_modules/left-shelf/index.js',
    );
    expect(said).toMatch(/[Pp]ermission denied/);
    expect(said).toMatch(/ 0 +0 /);
  }, 90_000);

  test('memory that runs out is named', async () => {
    const { key } = await build(
      { 'eat.mjs': 'const eaten = []; for (;;) eaten.push(Buffer.alloc(16 << 20, 1));' },
      null,
    );
    const ports = await given.runtime.addresses(id, ['web']);
    const eating = given.runtime.start(
      {
        environment: id,
        generation: 1,
        services: [
          {
            ...{ name: 'web', artifact: key, command: 'node eat.mjs', limits, after: [] },
            variables: { PORT: String(ports.get('web')?.port) },
            health: { path: '/', timeoutMs: 20_000 },
          },
        ],
      },
      output.signal,
    );

    await expect(eating).rejects.toMatchObject({
      code: 'exited',
      message: expect.stringContaining('out of memory'),
    });
  });
});

/** A tarball as `npm pack` makes it. */
async function packed(name: string, files: Record<string, string>): Promise<Buffer> {
  const folder = await temporaryFolder('slipway-pack-');
  await mkdir(join(folder, 'package'));
  await writeFile(
    join(folder, 'package/package.json'),
    JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  );
  for (const [file, content] of Object.entries(files))
    await writeFile(join(folder, 'package', file), content);
  await promisify(execFile)('tar', ['-C', folder, '-czf', join(folder, 'it.tgz'), 'package']);
  const tarball = await readFile(join(folder, 'it.tgz'));
  await rm(folder, { recursive: true });
  return tarball;
}

function lockfile(dependency: string): Record<string, string> {
  const specifier = `file:vendor/${dependency}.tgz`;
  const root = { name: 'app', version: '1.0.0', dependencies: { [dependency]: specifier } };
  return {
    'package.json': JSON.stringify(root),
    'package-lock.json': JSON.stringify({
      ...{ name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: { '': root, [`node_modules/${dependency}`]: { version: '1.0.0', resolved: specifier } },
    }),
  };
}
