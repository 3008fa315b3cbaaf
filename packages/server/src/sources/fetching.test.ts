import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createRepository, type TestRepository } from '../../../../test/support/git-repository.ts';
import {
  type GitHttpServer,
  type GitSshServer,
  noSshServer,
  startGitHttp,
  startGitSsh,
} from '../../../../test/support/git-servers.ts';
import { isRunning } from '../../../../test/support/holder.ts';
import { temporaryFolder } from '../../../../test/support/test-server.ts';
import { until } from '../../../../test/support/until.ts';
import { createGitSource } from './git-source.ts';
import { type RepositoryCredential, type Source, SourceError } from './source.ts';

const token = 'tkn-canary-8f1c/+&=52';
const signIn: RepositoryCredential = { kind: 'token', username: 'git', token };
let folder: string;
let code: string;
let repository: TestRepository;
let http: GitHttpServer;
let own: string;
let source: Source;
let lines: string;

const log = pino(
  { level: 'trace' },
  new Writable({
    write: (chunk, _encoding, done) => {
      lines += chunk;
      done();
    },
  }),
);

beforeAll(async () => {
  folder = await temporaryFolder('slipway-fetching-');
  code = join(folder, 'code');
  await mkdir(code);
  repository = await createRepository(join(code, 'web.git'));
  await repository.commit({ 'web/a': '1' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async (context) => {
  lines = '';
  own = join(folder, context.task.id);
  source = createGitSource({ folder: own, allowFolders: [], log });
});
afterEach(() => http?.close());

async function refusal(call: Promise<unknown>): Promise<SourceError> {
  const answer = await call.catch((error: unknown) => error);
  if (answer instanceof SourceError) return answer;
  throw new Error(`Not refused: ${answer instanceof Error ? answer.stack : JSON.stringify(answer)}`);
}

/** All that a source has written, its temporary files too. */
async function filesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(own, { recursive: true })) {
    const file = join(own, name);
    if ((await stat(file)).isFile() && (await readFile(file)).includes(text)) found.push(name);
  }
  return found;
}

describe('a token', () => {
  beforeEach(async () => {
    http = await startGitHttp({ folder: code, token });
  });

  test('signs in to what asks for it, and is written nowhere', async () => {
    const at = { url: `${http.url}/web.git`, credential: signIn };

    await source.fetch(at);

    expect(await source.branches(at, { limit: 5 })).toMatchObject([{ name: 'main' }]);
    expect(http.asked).toContain(`Basic ${Buffer.from(`git:${token}`).toString('base64')}`);
    for (const form of [token, Buffer.from(`git:${token}`).toString('base64'), encodeURIComponent(token)]) {
      expect(await filesWith(form)).toEqual([]);
      expect(lines).not.toContain(form);
    }
    expect(lines).toContain('repository fetched');
  });

  test('that is wrong is refused without being named', async () => {
    const wrong = { ...signIn, token: 'wrong-canary-8f1c' };

    const { code, message } = await refusal(source.fetch({ url: `${http.url}/web.git`, credential: wrong }));

    expect(code).toBe('unavailable');
    expect(message).toContain('refused the token. It may have expired');
    expect(message + lines).not.toContain('canary');
    expect(await filesWith('canary')).toEqual([]);
  });

  test('that is missing is asked for', async () => {
    const { message } = await refusal(source.fetch({ url: `${http.url}/web.git`, credential: null }));

    expect(message).toContain('asks for a sign-in');
    expect(message).toContain('set the service’s credential');
  });

  test('opens for others nothing of what it has brought', async () => {
    const url = `${http.url}/web.git`;
    await source.fetch({ url, credential: signIn });

    for (const credential of [null, { ...signIn, token: 'guessed' }]) {
      const at = { url, credential };
      await refusal(source.fetch(at, { maxAgeMs: 3_600_000 }));
      await refusal(source.branches(at, { limit: 5 }));
      await refusal(source.find(at, { branch: 'main' }, ''));
    }
    expect(await source.branches({ url, credential: signIn }, { limit: 5 })).toHaveLength(1);
  });

  test('that was revoked no longer opens what it has brought', async () => {
    const at = { url: `${http.url}/web.git`, credential: signIn };
    await source.fetch(at);
    await http.close();
    http = await startGitHttp({ folder: code, token: 'another', port: Number(new URL(http.url).port) });

    await refusal(source.fetch(at));

    await refusal(source.branches(at, { limit: 5 }));
  });

  test.each([
    { what: 'a line break', credential: { ...signIn, token: 'a\nurl=https://example.com' } },
    { what: 'an empty user', credential: { ...signIn, username: '' } },
    { what: 'a key for http', credential: { kind: 'ssh-key', privateKey: 'x' } as const },
  ])('with $what is refused before git starts', async ({ credential }) => {
    await refusal(source.fetch({ url: `${http.url}/web.git`, credential }));

    expect(http.asked).toEqual([]);
  });

  test('does not travel unencrypted, nor to a file', async () => {
    const over = await refusal(source.fetch({ url: 'http://git.example.com/a.git', credential: signIn }));

    expect(over.message).toContain('unencrypted');
  });
});

test('over https a certificate has to be trusted', async () => {
  http = await startGitHttp({ folder: code, token, keyFolder: folder });
  const at = { url: `${http.url}/web.git`, credential: signIn };
  const authorities = join(folder, 'authorities.pem');
  await writeFile(authorities, http.certificate);
  onTestFinished(() => void delete process.env.GIT_SSL_CAINFO);

  expect((await refusal(source.fetch(at))).message).toContain('certificate of 127.0.0.1 is not trusted');
  expect(http.asked).toEqual([]);

  process.env.GIT_SSL_CAINFO = authorities;
  const trusting = createGitSource({ folder: own, allowFolders: [], log });
  await trusting.fetch(at);
  expect(await trusting.branches(at, { limit: 5 })).toHaveLength(1);
});

describe('a server', () => {
  beforeEach(async () => {
    http = await startGitHttp({ folder: code });
  });

  test('is asked once or twice by many at once, and not at all for what is fresh', async () => {
    const at = { url: `${http.url}/web.git`, credential: null };

    await Promise.all(Array.from({ length: 20 }, () => source.fetch(at)));
    const asked = http.asked.length;
    await source.fetch(at, { maxAgeMs: 60_000 });

    expect(asked).toBeLessThanOrEqual(2);
    expect(http.asked.length).toBe(asked);
  });

  test('that has no such repository says so', async () => {
    const { message } = await refusal(source.fetch({ url: `${http.url}/none.git`, credential: null }));

    expect(message).toContain(`There is no git repository at ${http.url}/none.git`);
  });

  test('that redirects is not followed', async () => {
    const { message } = await refusal(source.fetch({ url: `${http.url}/moved/web.git`, credential: null }));

    expect(message).toContain('answers with a redirect');
  });

  test('that is not there is named', async () => {
    const { url } = http;
    await http.close();

    const { message } = await refusal(source.fetch({ url: `${url}/web.git`, credential: null }));

    expect(message).toContain('The host 127.0.0.1 does not answer');
  });

  test('that hangs is left when everybody has given up, and git ends with it', async () => {
    http.hangs = true;
    const at = { url: `${http.url}/web.git`, credential: null };
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [first, second].map(({ signal }) => source.fetch(at, { signal }));
    const outcomes = Promise.allSettled(calls);
    const pid = await until('git fetches', () => fetchingPid(own));

    first.abort(new Error('enough'));
    await expect(calls[0]).rejects.toThrow('enough');
    expect(await isRunning(pid)).toBe(true);
    second.abort(new Error('enough too'));
    await outcomes;

    await until('git has ended', async () => !(await isRunning(pid)));
    http.hangs = false;
    await source.fetch(at);
    expect(await source.branches(at, { limit: 5 })).toHaveLength(1);
  });

  test('is fetched from again after a kill -9 in the middle, whatever lay locked', async () => {
    http.hangs = true;
    const url = `${http.url}/web.git`;
    const script = fileURLToPath(new URL('../../../../test/support/fetch-repository.ts', import.meta.url));
    const killed = spawn(process.execPath, ['--conditions=@slipway/source', script, own, url], {
      cwd: '/',
      stdio: 'inherit',
    });
    const exited = once(killed, 'exit');
    const pid = await until('git fetches', () => fetchingPid(own));
    const mirror = await mirrorIn(own);
    await writeFile(join(mirror, 'packed-refs.lock'), '');
    await mkdir(join(mirror, 'refs', 'heads'), { recursive: true });
    await writeFile(join(mirror, 'refs', 'heads', 'main.lock'), '');
    killed.kill('SIGKILL');
    await exited;
    expect(await isRunning(pid)).toBe(true);

    http.hangs = false;
    const again = createGitSource({ folder: own, allowFolders: [], log });
    await again.fetch({ url, credential: null });

    expect(await isRunning(pid)).toBe(false);
    expect(await again.branches({ url, credential: null }, { limit: 5 })).toHaveLength(1);
    expect(await readdir(join(own, 'scratch'))).toEqual([]);
  });
});

async function fetchingPid(of: string): Promise<number | undefined> {
  const names = await readdir(join(of, 'mirrors')).catch(() => []);
  const name = names.find((each) => each.endsWith('.fetching'));
  if (name === undefined) return undefined;
  return Number((await readFile(join(of, 'mirrors', name), 'utf8')).split(' ')[1]) || undefined;
}

async function mirrorIn(of: string): Promise<string> {
  const names = await readdir(join(of, 'mirrors'));
  return join(of, 'mirrors', names.find((each) => each.endsWith('.git')) ?? '');
}

describe.skipIf(noSshServer)(`an SSH key${noSshServer ? ` (${noSshServer})` : ''}`, () => {
  let ssh: GitSshServer;
  const at = (key: string, knownHosts?: string) => ({
    url: `${ssh.url}${repository.folder}`,
    credential: { kind: 'ssh-key', privateKey: key, knownHosts } as const,
  });

  beforeAll(async () => {
    const keys = join(folder, 'ssh');
    await mkdir(keys);
    ssh = await startGitSsh(keys);
  });
  afterAll(() => ssh.close());

  test('signs in to a host that is known, and is written nowhere that stays', async () => {
    const known = at(ssh.privateKey, ssh.knownHosts);

    await source.fetch(known);

    expect(await source.branches(known, { limit: 5 })).toMatchObject([{ name: 'main' }]);
    expect(await filesWith('OPENSSH PRIVATE KEY')).toEqual([]);
    expect(await readdir(join(own, 'scratch'))).toEqual([]);
    expect(lines).not.toContain('PRIVATE KEY');
  });

  test('meets a host for the first time, whose key has to stay the same from then on', async () => {
    await source.fetch(at(ssh.privateKey));
    const seen = (await readdir(join(own, 'mirrors'))).find((name) => name.endsWith('.known-hosts')) ?? '';
    expect(await readFile(join(own, 'mirrors', seen), 'utf8')).toContain('127.0.0.1');
    await source.fetch(at(ssh.privateKey));

    const text = await readFile(join(own, 'mirrors', seen), 'utf8');
    const other = ssh.otherPublicKey.split(' ')[1] ?? '';
    await writeFile(join(own, 'mirrors', seen), text.replace(/AAAAC3\S+/g, other));
    const { message } = await refusal(source.fetch(at(ssh.privateKey)));

    expect(message).toContain('is not the one that is known');
  });

  test('that the host does not take is refused', async () => {
    const { message } = await refusal(source.fetch(at(ssh.otherKey, ssh.knownHosts)));

    expect(message).toContain('refused the SSH key');
    expect(message).not.toContain('PRIVATE');
  });

  test('that is no key is refused', async () => {
    const { message } = await refusal(source.fetch(at('not a key', ssh.knownHosts)));

    expect(message).toContain('refused the SSH key');
  });

  test('is needed: those of this machine are not tried', async () => {
    const { message } = await refusal(source.fetch({ ...at(''), credential: null }));

    expect(message).toContain('Set an SSH key');
  });
});
