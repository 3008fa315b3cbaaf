import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRepository, type TestRepository } from '../../../../test/support/git-repository.ts';
import { temporaryFolder } from '../../../../test/support/test-server.ts';
import { createGitSource } from './git-source.ts';
import { type Repository, type Source, SourceError } from './source.ts';

const log = pino({ level: 'silent' });
let folder: string;
let code: string;
let count = 0;
let repository: TestRepository;
let source: Source;
let at: Repository;

beforeAll(async () => {
  folder = await temporaryFolder('slipway-sources-');
  code = join(folder, 'code');
  await mkdir(code);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  const name = `r${count++}`;
  repository = await createRepository(join(code, `${name}.git`));
  source = createGitSource({ folder: join(folder, name), allowFolders: [code], log });
  at = { url: repository.url, credential: null };
});

const into = (): string => join(folder, `into-${count++}`);

async function refusal(call: Promise<unknown>): Promise<SourceError> {
  const answer = await call.catch((error: unknown) => error);
  if (answer instanceof SourceError) return answer;
  throw new Error(`Not refused: ${answer instanceof Error ? answer.stack : JSON.stringify(answer)}`);
}

describe('a branch', () => {
  test('is found with its commit, its author and its folder’s content', async () => {
    await repository.commit({ 'web/index.html': 'one', 'api/main.ts': 'one' });
    await repository.branch('feature/new-checkout');
    const commit = await repository.commit({ 'web/index.html': 'two' }, 'Show the new checkout\n\nMore.');

    const found = await source.find(at, { branch: 'feature/new-checkout' }, 'web');

    expect(found).toEqual({
      commit,
      subject: 'Show the new checkout',
      author: 'Ada Example',
      committedAt: new Date(1_760_000_060_000),
      tree: await repository.git('rev-parse', `${commit}:web`),
    });
  });

  test('that moved is found where it was until the next fetch', async () => {
    const first = await repository.commit({ a: '1' });
    await source.fetch(at);
    const second = await repository.commit({ a: '2' });

    expect(await source.find(at, { branch: 'main' }, '')).toMatchObject({ commit: first });
    await source.fetch(at, { maxAgeMs: 60_000 });
    expect(await source.find(at, { branch: 'main' }, '')).toMatchObject({ commit: first });
    await source.fetch(at);
    expect(await source.find(at, { branch: 'main' }, '')).toMatchObject({ commit: second });
  });

  test('that is gone, or was rewritten, is so after a fetch', async () => {
    await repository.commit({ a: '1' });
    await repository.branch('old');
    await repository.branch('rewritten', 'main');
    await repository.commit({ a: 'mistake' });
    await source.fetch(at);
    await repository.git('update-ref', '-d', 'refs/heads/old');
    await repository.git('update-ref', 'refs/heads/rewritten', 'refs/heads/main');
    await source.fetch(at);

    const left = await source.branches(at, { limit: 10 });

    expect(left.map(({ name }) => name).sort()).toEqual(['main', 'rewritten']);
    expect(new Set(left.map(({ commit }) => commit)).size).toBe(1);
  });

  test('that is not there is answered with those near it', async () => {
    await repository.commit({ a: '1' });
    for (const name of ['feature/checkout', 'feature/check', 'fix/typo', 'x', 'y', 'z'])
      await repository.branch(name, 'main');

    const { code, message } = await refusal(source.find(at, { branch: 'feature/chekout' }, ''));

    expect(code).toBe('ref-not-found');
    expect(message).toContain('no branch "feature/chekout". Near it: feature/checkout, feature/check');
    expect(message.split(',').length).toBe(5);
  });
});

test('branches are listed the latest first, by a part of their name in any case', async () => {
  await repository.commit({ a: '1' });
  for (const name of ['feature/A', 'feature/b', 'other']) {
    await repository.branch(name, 'main');
    await repository.commit({ [name]: '' }, `Begin ${name}`);
  }
  await repository.branch('a;b', 'main');

  const list = async (contains?: string, limit = 10) =>
    (await source.branches(at, { contains, limit })).map(({ name }) => name);

  expect(await list()).toEqual(['other', 'feature/b', 'feature/A', 'main']);
  expect(await list('TURE/a')).toEqual(['feature/A']);
  expect(await list('.*')).toEqual([]);
  expect(await list(undefined, 2)).toEqual(['other', 'feature/b']);
});

describe('a commit', () => {
  test('is found by seven digits, also where a branch is called so', async () => {
    const commit = await repository.commit({ a: '1' });
    await repository.branch(commit.slice(0, 7), 'main');
    await repository.commit({ a: '2' });

    expect(await source.find(at, { commit: commit.slice(0, 7) }, '')).toMatchObject({ commit });
    expect(await source.find(at, { commit }, '')).toMatchObject({ commit });
  });

  test.each([{ digits: '0123456' }, { digits: '0123456789012345678901234567890123456789' }])(
    'that is not there, $digits, is said to be so',
    async ({ digits }) => {
      await repository.commit({ a: '1' });

      const { code, message } = await refusal(source.find(at, { commit: digits }, ''));

      expect(code).toBe('ref-not-found');
      expect(message).toContain(`no commit ${digits}`);
    },
  );

  test('is not what has the digits of a file', async () => {
    await repository.commit({ a: 'content' });
    const blob = await repository.git('rev-parse', 'main:a');

    expect((await refusal(source.find(at, { commit: blob }, ''))).code).toBe('ref-not-found');
    expect((await refusal(source.find(at, { commit: blob.slice(0, 10) }, ''))).code).toBe('ref-not-found');
  });

  test('whose subject would move a terminal’s cursor has it shown plainly', async () => {
    await repository.commit({ a: '1' }, 'one\u001b[2Jtwo\u202ethree');

    expect(await source.find(at, { branch: 'main' }, '')).toMatchObject({ subject: 'one [2Jtwo three' });
  });
});

test('a folder that is a file, a link, below a link, or not there is refused', async () => {
  await repository.commit({ 'web/a': '1', file: '1', link: { link: 'web' } });

  for (const path of ['file', 'link', 'link/a', 'nowhere']) {
    const { code, message } = await refusal(source.find(at, { branch: 'main' }, path));
    expect.soft(code, path).toBe('folder-not-found');
    expect.soft(message).toContain(`no folder "${path}" at commit`);
  }
});

describe('a file', () => {
  test('is read at a commit', async () => {
    const commit = await repository.commit({ 'deploy/compose.yaml': 'services: {}\n', 'é [x].txt': 'ü' });

    expect(await source.read(at, commit, 'deploy/compose.yaml')).toBe('services: {}\n');
    expect(await source.read(at, commit, 'é [x].txt')).toBe('ü');
  });

  test('that is a folder, a link, behind a link, a submodule or not there is none', async () => {
    const submodule = '0123456789012345678901234567890123456789';
    const commit = await repository.commit({
      'web/a': '1',
      passwd: { link: '/etc/passwd' },
      up: { link: '../..' },
      vendor: { submodule },
    });

    for (const path of ['', 'web', 'passwd', 'up/a', 'vendor', 'none'])
      expect.soft(await source.read(at, commit, path), path).toBeNull();
  });

  test('of more than 1 MiB is refused', async () => {
    const commit = await repository.commit({
      most: 'x'.repeat(1024 * 1024),
      more: 'x'.repeat(1024 * 1024 + 1),
    });

    expect((await source.read(at, commit, 'most'))?.length).toBe(1024 * 1024);
    expect((await refusal(source.read(at, commit, 'more'))).message).toContain('larger than 1 MiB');
  });
});

describe('what is checked out', () => {
  test('is the folder’s content and nothing else', async () => {
    const commit = await repository.commit({
      'web/package.json': '{}',
      'web/bin/run': { program: '#!/bin/sh\n' },
      'web/src/a b.ts': 'export {};\n',
      'api/secret': 'not here',
    });
    const target = into();

    await source.checkOut(at, { commit, folder: 'web', into: target });

    expect((await readdir(target, { recursive: true })).sort()).toEqual(
      ['bin', 'bin/run', 'package.json', 'src', 'src/a b.ts'].sort(),
    );
    expect(await readFile(join(target, 'src/a b.ts'), 'utf8')).toBe('export {};\n');
    expect((await lstat(join(target, 'bin/run'))).mode & 0o111).not.toBe(0);
  });

  test('keeps links as links, whatever they lead to', async () => {
    const commit = await repository.commit({
      passwd: { link: '/etc/passwd' },
      up: { link: '../../..' },
      a: '1',
    });
    const target = into();

    await source.checkOut(at, { commit, folder: '', into: target });

    expect(await readlink(join(target, 'passwd'))).toBe('/etc/passwd');
    expect(await readlink(join(target, 'up'))).toBe('../../..');
  });

  test('is byte for byte what was committed: no filter, hook or submodule has a part in it', async () => {
    const canary = join(folder, `canary-${count}`);
    const commit = await repository.commit({
      '.gitattributes': '* filter=evil text eol=crlf ident\n*.big filter=lfs diff=lfs merge=lfs\n',
      '.gitmodules': `[submodule "x"]\n\tpath = vendor\n\turl = ext::sh -c touch% ${canary}\n`,
      vendor: { submodule: '0123456789012345678901234567890123456789' },
      'a.txt': 'one\n$Id$\n',
      'a.big': 'version https://git-lfs.github.com/spec/v1\n',
    });
    const target = into();

    await source.checkOut(at, { commit, folder: '', into: target });

    expect(await readFile(join(target, 'a.txt'), 'utf8')).toBe('one\n$Id$\n');
    expect(await readFile(join(target, 'a.big'), 'utf8')).toContain('git-lfs');
    expect(await readdir(join(target, 'vendor'))).toEqual([]);
    expect(existsSync(canary)).toBe(false);
  });

  test('goes to no folder that exists', async () => {
    const commit = await repository.commit({ a: '1' });
    const target = into();
    await mkdir(target);

    const { code } = await refusal(source.checkOut(at, { commit, folder: '', into: target }));

    expect(code).toBe('path-refused');
    expect(await readdir(target)).toEqual([]);
  });

  test('is not there when it was given up, and leaves nothing behind', async () => {
    const commit = await repository.commit({ a: '1' });
    await source.fetch(at);
    const target = into();

    const call = source.checkOut(
      at,
      { commit, folder: '', into: target },
      AbortSignal.abort(new Error('enough')),
    );

    await expect(call).rejects.toThrow('enough');
    expect(existsSync(target)).toBe(false);
    expect(await readdir(join(folder, `r${count - 2}`, 'scratch'))).toEqual([]);
  });
});

test('two commits are compared in the folder alone', async () => {
  await repository.commit({ 'web/a': '1', 'api/a': '1' });
  await repository.branch('feature');
  await repository.commit({ 'web/a': '2' }, 'Web of the feature');
  await repository.commit({ 'api/a': '2' }, 'API of the feature');
  const commit = await repository.commit({ 'web/b': '1' }, 'More web');
  repository.switchTo('main');
  const other = await repository.commit({ 'web/c': '1' }, 'Web of main');

  const web = await source.compare(at, { commit, other, folder: 'web', limit: 1 });
  const all = await source.compare(at, { commit, other, folder: '', limit: 10 });

  expect(web).toMatchObject({ aheadCount: 2, behindCount: 1, ahead: [{ subject: 'More web', commit }] });
  expect(all).toMatchObject({ aheadCount: 3, behindCount: 1 });
  expect(all.ahead.map(({ subject }) => subject)).toEqual([
    'More web',
    'API of the feature',
    'Web of the feature',
  ]);
});

describe('a file address', () => {
  test('outside the allowed folders is refused, also by a link inside them', async () => {
    const elsewhere = await createRepository(join(folder, 'elsewhere', `${count++}.git`));
    await elsewhere.commit({ a: '1' });
    await symlink(elsewhere.folder, join(code, `link-${count}.git`));

    for (const url of [elsewhere.url, `file://${code}/link-${count}.git`, `file://${code}/../elsewhere`]) {
      expect.soft(() => source.requireUrl(url), url).toThrow(SourceError);
      expect.soft((await refusal(source.fetch({ url, credential: null }))).code).toBe('url-refused');
    }
  });

  test('where no repository is says so', async () => {
    await mkdir(join(code, 'empty'), { recursive: true });

    const { code: why, message } = await refusal(
      source.fetch({ url: `file://${code}/empty`, credential: null }),
    );

    expect(why).toBe('unavailable');
    expect(message).toContain('There is no git repository at');
  });

  test('of another account’s repository is fetched, as the installation allowed it', async () => {
    await repository.commit({ a: '1' });
    if (process.getuid?.() === 0) await promisify(execFile)('chown', ['-R', '65534', repository.folder]);

    await source.fetch(at);

    expect(await source.find(at, { branch: 'main' }, '')).toMatchObject({ author: 'Ada Example' });
  });
});

test('a repository with git’s own files inside is refused', async () => {
  await repository.commit({ '.GIT/hooks/post-checkout': { program: '#!/bin/sh\ntouch /tmp/x\n' } });

  const { code: why, message } = await refusal(source.fetch(at));

  expect(why).toBe('unavailable');
  expect(message).toMatch(/refuses as damaged or dangerous: .*hasDotgit/);
});

test('a mirror survives a new start, and its hooks do nothing', async () => {
  const commit = await repository.commit({ a: '1' });
  await source.fetch(at);
  const [mirror = ''] = (await readdir(join(folder, `r${count - 1}`, 'mirrors'))).filter((name) =>
    name.endsWith('.git'),
  );
  const hooks = join(folder, `r${count - 1}`, 'mirrors', mirror, 'hooks');
  await mkdir(hooks, { recursive: true });
  const canary = join(folder, `hook-canary-${count}`);
  await writeFile(join(hooks, 'reference-transaction'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
  await repository.git('update-ref', '-d', 'refs/heads/main');

  const again = createGitSource({ folder: join(folder, `r${count - 1}`), allowFolders: [code], log });
  const target = into();
  await again.fetch(at, { maxAgeMs: 60_000 });
  await again.checkOut(at, { commit, folder: '', into: target });
  await again.fetch(at);

  expect(await readFile(join(target, 'a'), 'utf8')).toBe('1');
  expect(existsSync(canary)).toBe(false);
});
