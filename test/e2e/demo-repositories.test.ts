import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gitIn } from '../../scripts/demo/repositories/git.ts';
import { makeRepositories } from '../../scripts/demo/repositories/index.ts';
import { changed, work } from '../../scripts/demo/repositories/work.ts';
import { ofSource, plainEnvironment } from '../support/academy.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/test-server.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let vendor: string;
let database: TestDatabase;

beforeAll(async () => {
  [folder, database] = await Promise.all([
    temporaryFolder('slipway-repositories-'),
    testDatabase({ empty: true }),
  ]);
  vendor = join(folder, 'vendor');
  await mkdir(vendor);
  await writeFile(join(vendor, 'slipway-sdk.tgz'), 'packed');
  await makeRepositories(folder, vendor, async () => '{}\n');
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

const gitOf = (service: string, place: string = folder) => gitIn(join(place, `academy-${service}.git`));

async function headsOf(service: string, place?: string): Promise<string[]> {
  const heads = await gitOf(service, place)(['for-each-ref', '--format=%(refname:short) %(objectname)']);
  return heads.split('\n');
}

describe('academy’s repositories', () => {
  test('have main and the work in progress of each service', async () => {
    const names = await Promise.all(['api', 'web'].map(async (service) => headsOf(service)));

    expect(names.map((heads) => heads.map((head) => head.split(' ')[0]))).toEqual([
      ['feature/new-checkout', 'main'],
      ['feature/new-checkout', 'feature/reviews', 'main'],
    ]);
  });

  test('hold the packages and the lockfile, and web how both are run', async () => {
    const files = (await gitOf('web')(['ls-tree', '-r', '--name-only', 'main'])).split('\n');

    expect(files).toEqual(
      expect.arrayContaining(['compose.yaml', 'package-lock.json', 'vendor/slipway-sdk.tgz', 'src/main.ts']),
    );
    expect(files.filter((file) => file.includes('node_modules'))).toEqual([]);
  });

  test('a second start makes the same commits, and leaves somebody’s branch alone', async () => {
    const other = await temporaryFolder('slipway-repositories-');
    await gitOf('web')(['update-ref', 'refs/heads/mine', 'refs/heads/main']);

    await makeRepositories(folder, vendor, async () => '{}\n');
    await makeRepositories(other, vendor, async () => '{}\n');

    const mine = await headsOf('web');
    expect(mine.filter((head) => !head.startsWith('mine '))).toEqual(await headsOf('web', other));
    expect(mine).toHaveLength(4);
    await rm(other, { recursive: true });
  });
});

describe('work in progress', () => {
  test.each(work)('$service $branch changes what its commit says and nothing else', async (piece) => {
    const files = await gitOf(piece.service)(['diff', '--name-only', 'main', piece.branch]);

    expect(files.split('\n')).toEqual([...new Set(piece.changes.map(({ path }) => path))].sort());
  });

  test.each(work)(
    '$service $branch has types that hold, and passes the tests',
    async ({ service, branch }) => {
      const place = join(folder, `${service}-${branch.replaceAll('/', '-')}`);
      await mkdir(place);
      await gitOf(service)(['archive', '--output', `${place}.tar`, branch]);
      await run('tar', ['-xf', `${place}.tar`, '-C', place], folder);
      await symlink(join(checkout, 'node_modules'), join(place, 'node_modules'));
      const tsc = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');

      const types = await run(
        process.execPath,
        [tsc, '--noEmit', '--customConditions', '@slipway/source'],
        place,
      );
      const tests = await run(
        process.execPath,
        [ofSource, '--test-reporter=tap', '--test-concurrency=1', '--test', 'src/**/*.test.ts'],
        place,
      );

      expect(types.split('\n').filter((line) => line.startsWith('src/'))).toEqual([]);
      expect(tests).toMatch(/^# fail 0$/m);
    },
  );

  test('that does not fit any more is noticed', () => {
    const change = { path: 'a.ts', replace: 'one', by: 'two' };

    expect(changed('one', change)).toBe('two');
    expect(() => changed('one one', change)).toThrow('not exactly one "one"');
    expect(() => changed(null, change)).toThrow('not exactly one "one"');
    expect(() => changed('there', { path: 'a.ts', text: 'new' })).toThrow('there already');
  });
});

/** What it says, whether it fails or not. */
function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...plainEnvironment(), DATABASE_URL: database.adminUrl };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
