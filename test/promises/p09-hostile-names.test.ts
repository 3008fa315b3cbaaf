import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  createBlueprint,
  createEnvironment,
  createProject,
  createService,
  type Endpoint,
  snapshotData,
} from '@slipway/api';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { parseBlueprint } from '../../packages/server/src/blueprints/index.ts';
import {
  createGitSource,
  type Repository,
  type Source,
  SourceError,
} from '../../packages/server/src/sources/index.ts';
import { createRepository, type TestFile } from '../support/git-repository.ts';
import { temporaryFolder } from '../support/test-server.ts';

interface Payload {
  text: string;
  tries: string;
}
interface HostileTree {
  files: Record<string, TestFile>;
  tries: string;
  expected: 'refused' | 'harmless';
}
type Kind =
  | 'branches'
  | 'commits'
  | 'addresses'
  | 'paths'
  | 'keys'
  | 'services'
  | 'seeds'
  | 'snapshots'
  | 'variables';
type Corpus = Record<Kind, Payload[]> & { trees: HostileTree[] };

const file = readFileSync(new URL('../../spec/hostile-names.json', import.meta.url), 'utf8');
const corpus = JSON.parse(file) as Corpus;

let folder: string;
let code: string;
let canary: string;
let calls: string;
let source: Source;
let good: Repository;
let commit: string;

beforeAll(async () => {
  folder = await temporaryFolder('slipway-hostile-');
  code = join(folder, 'code');
  canary = join(folder, 'canary');
  calls = join(folder, 'calls');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await mkdir(code);
  const repository = await createRepository(join(code, 'good.git'));
  commit = await repository.commit({ 'web/a': '1' });
  await createRepository(join(folder, 'outside.git'));
  await createRepository(join(folder, 'code-other', 'a.git'));
  await symlink(join(folder, 'outside.git'), join(code, 'link.git'));
  good = { url: repository.url, credential: null };
  source = await recordingSource();
  await source.fetch(good);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whose git notes every argument that it is given before it does what it is told. */
async function recordingSource(): Promise<Source> {
  const git = (await promisify(execFile)('sh', ['-c', 'command -v git'])).stdout.trim();
  const script = `#!/bin/sh\nprintf '%s\\0' "$@" >> '${calls}'\nexec '${git}' "$@"\n`;
  await writeFile(join(folder, 'bin', 'git'), script, { mode: 0o755 });
  const path = process.env.PATH;
  process.env.PATH = `${join(folder, 'bin')}:${path}`;
  const made = createGitSource({
    folder: join(folder, 'sources'),
    allowFolders: [code],
    log: pino({ level: 'silent' }),
  });
  process.env.PATH = path;
  return made;
}

const aimed = (text: string): string => text.replaceAll('CANARY', canary).replaceAll('ALLOWED', code);
const noted = (): Promise<string> => readFile(calls, 'utf8');
const into = (): string => join(folder, `into-${Math.random()}`);

/** Refused in words for people, and before any process was started. */
async function expectRefused(payload: string, work: Record<string, () => unknown>, codes: string[]) {
  const before = await noted();
  for (const [name, attempt] of Object.entries(work)) {
    const outcome = await outcomeOf(attempt);
    expect.soft(outcome, `${name} of ${JSON.stringify(payload)}`).toBeInstanceOf(SourceError);
    if (outcome instanceof SourceError) {
      expect.soft(codes).toContain(outcome.code);
      expectClear(outcome.message);
    }
  }
  expect.soft(await noted(), `processes of ${JSON.stringify(payload)}`).toBe(before);
  expect.soft(existsSync(canary), 'the canary').toBe(false);
}

async function outcomeOf(attempt: () => unknown): Promise<unknown> {
  try {
    return await attempt();
  } catch (error) {
    return error;
  }
}

function expectClear(message: string): void {
  expect.soft(message).toMatch(/^[A-Z"].*\. .*\.$/);
  expect.soft(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|canary-/u);
  expect.soft(message.length).toBeLessThan(500);
}

test('the corpus has two hundred payloads and more, none of them twice', () => {
  const all = Object.values(corpus).flat();
  for (const [kind, payloads] of Object.entries(corpus)) {
    const texts = payloads.map((payload) => JSON.stringify('text' in payload ? payload.text : payload.files));
    expect(new Set(texts).size, kind).toBe(texts.length);
  }
  expect(all.length).toBeGreaterThanOrEqual(200);
  expect(all.filter(({ tries }) => !tries)).toEqual([]);
});

describe('a repository’s port', () => {
  test.each(corpus.branches)('refuses the branch $text: $tries', async ({ text }) => {
    const branch = aimed(text);

    await expectRefused(text, { find: () => source.find(good, { branch }, '') }, ['ref-refused']);
  });

  test.each(corpus.commits)('refuses the commit $text: $tries', async ({ text }) => {
    const hostile = aimed(text);
    const both = { folder: '', limit: 1 };

    await expectRefused(
      text,
      {
        find: () => source.find(good, { commit: hostile }, ''),
        read: () => source.read(good, hostile, 'web/a'),
        checkOut: () => source.checkOut(good, { commit: hostile, folder: '', into: into() }),
        compare: () => source.compare(good, { commit: hostile, other: commit, ...both }),
        compareOther: () => source.compare(good, { commit, other: hostile, ...both }),
      },
      ['ref-refused'],
    );
  });

  test.each(corpus.addresses)('refuses the address $text: $tries', async ({ text }) => {
    const at = { url: aimed(text), credential: null };

    await expectRefused(
      text,
      {
        requireUrl: () => source.requireUrl(at.url),
        fetch: () => source.fetch(at),
        branches: () => source.branches(at, { limit: 1 }),
        find: () => source.find(at, { branch: 'main' }, ''),
        read: () => source.read(at, commit, 'web/a'),
        checkOut: () => source.checkOut(at, { commit, folder: '', into: into() }),
        compare: () => source.compare(at, { commit, other: commit, folder: '', limit: 1 }),
      },
      ['url-refused'],
    );
  });

  test.each(corpus.paths)('refuses the path $text: $tries', async ({ text }) => {
    const path = aimed(text);

    await expectRefused(
      text,
      {
        find: () => source.find(good, { branch: 'main' }, path),
        read: () => source.read(good, commit, path),
        checkOut: () => source.checkOut(good, { commit, folder: path, into: into() }),
        compare: () => source.compare(good, { commit, other: commit, folder: path, limit: 1 }),
      },
      ['path-refused'],
    );
  });

  test.each([...corpus.branches, ...corpus.paths])(
    'searches for no $text but as a text',
    async ({ text }) => {
      const found = await source.branches(good, { contains: aimed(text), limit: 10 });

      expect(found.map(({ name }) => name)).toEqual(text === '' ? ['main'] : []);
      // Slipway itself says it, before whatever people have written.
      if (text !== '' && text !== '--end-of-options')
        expect((await noted()).split('\0')).not.toContain(aimed(text));
      expect(existsSync(canary)).toBe(false);
    },
  );
});

describe('a repository with hostile content', () => {
  test.each(corpus.trees.map((tree, index) => ({ ...tree, index })))(
    '$expected: $tries',
    async ({ files, expected, index }) => {
      const repository = await createRepository(join(code, `tree-${index}.git`));
      const hostile = await repository.commit(JSON.parse(aimed(JSON.stringify(files))), 'A change');
      const at = { url: repository.url, credential: null };
      const target = into();

      const outcome = await outcomeOf(async () => {
        await source.fetch(at);
        await source.checkOut(at, { commit: hostile, folder: '', into: target });
      });

      if (expected === 'refused') {
        expect(outcome).toBeInstanceOf(SourceError);
        expectClear(outcome instanceof Error ? outcome.message : '');
        expect(existsSync(target)).toBe(false);
      } else {
        expect(outcome).toBeUndefined();
        expect((await readdir(target)).length).toBeGreaterThan(0);
        await expectOwnContentOnly(at, hostile, files);
      }
      expect(existsSync(canary)).toBe(false);
      expect(existsSync(join(folder, 'outside'))).toBe(false);
    },
  );
});

/** Of what Slipway reads, no link is followed and nothing is changed on its way. */
async function expectOwnContentOnly(at: Repository, hostile: string, files: HostileTree['files']) {
  for (const [path, content] of Object.entries(files)) {
    const read = await outcomeOf(() => source.read(at, hostile, path));
    const own = typeof content === 'string' ? aimed(content) : null;
    if (!(read instanceof SourceError) && !(content && typeof content === 'object' && 'program' in content))
      expect.soft(read, path).toBe(own);
    if (content && typeof content === 'object' && 'link' in content) {
      for (const below of ['', '/passwd', '/hosts'])
        expect
          .soft(await outcomeOf(() => source.find(at, { commit: hostile }, path + below)), path + below)
          .toBeInstanceOf(SourceError);
    }
  }
}

/** As the route would read it. */
function parse(endpoint: Endpoint, body: unknown): z.ZodSafeParseResult<unknown> {
  if (!endpoint.body) throw new Error(`${endpoint.id} takes no body.`);
  return endpoint.body.safeParse(body);
}

describe('the API’s own forms', () => {
  const keyed = [
    { endpoint: 'project', accepts: (key: string) => parse(createProject, { key }) },
    { endpoint: 'environment', accepts: (key: string) => parse(createEnvironment, { key }) },
    {
      endpoint: 'service',
      accepts: (key: string) => parse(createService, { key, repository: 'https://example.com/a.git' }),
    },
    { endpoint: 'blueprint', accepts: (key: string) => parse(createBlueprint, { key }) },
    {
      endpoint: 'run',
      accepts: (key: string) => parse(createEnvironment, { key: 'a', run: { blueprint: key } }),
    },
    {
      endpoint: 'run of a service',
      accepts: (key: string) =>
        parse(createEnvironment, {
          key: 'a',
          run: JSON.parse(`{ "blueprint": "a", "services": { ${JSON.stringify(key)}: { "branch": "a" } } }`),
        }),
    },
  ];

  test.each(keyed)('take a key of a $endpoint', ({ accepts }) => {
    expect(accepts('academy').success).toBe(true);
  });

  test.each(corpus.keys)('refuse the key $text: $tries', ({ text }) => {
    for (const { endpoint, accepts } of keyed) {
      const { success, data, error } = accepts(aimed(text));
      // What is left out reaches nothing.
      if (success && text === '__proto__') expect.soft(JSON.stringify(data)).not.toContain('"branch"');
      else expect.soft(success, endpoint).toBe(false);
      if (!success) expect.soft(error.issues[0]?.message).toBeTruthy();
    }
  });

  test.each(corpus.commits)('refuse the commit $text: $tries', ({ text }) => {
    const run = { blueprint: 'academy', services: { web: { commit: aimed(text) } } };

    expect(parse(createEnvironment, { key: 'a', run }).success).toBe(false);
  });

  test.each(corpus.snapshots)('refuse the snapshot $text: $tries', ({ text }) => {
    expect(parse(snapshotData, { name: 'before-migration' }).success).toBe(true);
    expect(parse(snapshotData, { name: aimed(text) }).success).toBe(false);
  });
});

describe('a blueprint', () => {
  interface Parts {
    service?: string;
    seed?: string;
    variable?: string;
    registered?: string;
    folder?: string;
  }
  const written = ({ service = 'web', seed = 'demo', variable = 'A', registered = 'web' }: Parts): string => {
    const one = {
      'x-slipway': { service: registered, process: { run: 'run' } },
      environment: [`${variable}=1`],
    };
    const database = { service, variable: 'DATABASE_URL', migrate: 'migrate', seeds: '@' };
    const text = JSON.stringify({ services: '#', 'x-slipway': { database } });
    return text
      .replace('"#"', () => `{ ${JSON.stringify(service)}: ${JSON.stringify(one)} }`)
      .replace('"@"', () => `{ ${JSON.stringify(seed)}: "seed" }`);
  };
  const findings = (parts: Parts) => parseBlueprint(written(parts), 'compose.yaml').findings;

  test('is taken with names that are in order', () => {
    expect(findings({})).toEqual([]);
  });

  test.each([
    ...corpus.services.map((payload) => ({ ...payload, kind: 'service' })),
    ...corpus.seeds.map((payload) => ({ ...payload, kind: 'seed' })),
    // What stands before "=" is the name.
    ...corpus.variables
      .filter(({ text }) => !text.includes('='))
      .map((payload) => ({ ...payload, kind: 'variable' })),
    ...corpus.keys.map((payload) => ({ ...payload, kind: 'registered' })),
  ])('refuses the $kind $text: $tries', ({ text, kind }) => {
    const found = findings({ [kind]: aimed(text) });

    expect(found.length).toBeGreaterThan(0);
    for (const { message, remedy, line } of found) {
      expect.soft(message && remedy).toBeTruthy();
      expect.soft(line).toBeGreaterThan(0);
    }
    expect(existsSync(canary)).toBe(false);
  });
});
