import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  getFlagState,
  putFlagConfig,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDashboard } from '../../scripts/dashboard/build.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { startTestServer, TEST_ADMIN_TOKEN, type TestSlipway } from '../support/server.ts';

const execute = promisify(execFile);
const checkout = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Of the tarball; raise one knowingly. */
const budgets = { engine: 46_000, api: 100_000, sdk: 52_000, cli: 88_000 } as const;
type Name = keyof typeof budgets;
const names: readonly Name[] = ['engine', 'api', 'sdk', 'cli'];
/** What serves; too large to install beside the others. */
const serving = ['server', 'dashboard'] as const;
type Part = Name | (typeof serving)[number];

interface Packed {
  filename: string;
  size: number;
  files: { path: string }[];
}

const packed = new Map<Part, Packed>();
let slipway: TestSlipway;
let folder: string;
/** Where the tarballs are installed, as a user would. */
let app: string;
let node20: string;

beforeAll(async () => {
  slipway = await startTestServer();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'slipway-packed-')));
  app = join(folder, 'app');
  await build(join(folder, 'tree'));
  for (const name of [...names, ...serving]) packed.set(name, await pack(name));
  await install();
  node20 = (await nodeOnPath(20)) ?? (await installNode(20));
}, 300_000);

afterAll(async () => {
  await slipway?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Sources alone, so that nothing stale in the checkout's `dist` is packed. */
async function build(tree: string): Promise<void> {
  await cp(join(checkout, 'tsconfig.base.json'), join(tree, 'tsconfig.base.json'));
  for (const name of [...names, ...serving])
    await cp(join(checkout, 'packages', name), join(tree, 'packages', name), {
      recursive: true,
      filter: (path) => !/\/(dist|node_modules)$|\.tsbuildinfo$/.test(path),
    });
  await buildDashboard(console.error);
  const built = join('packages', 'dashboard', 'dist');
  await cp(join(checkout, built), join(tree, built), { recursive: true });
  await linkDependencies(join(tree, 'node_modules'), tree);
  const tsc = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = [...names, 'server'].map((name) => join(tree, 'packages', name));
  await execute(process.execPath, [tsc, '-b', ...compiled]);
}

/** Everything installed in the checkout, and the workspace's packages as they are in the tree. */
async function linkDependencies(target: string, tree: string): Promise<void> {
  const source = join(checkout, 'node_modules');
  await mkdir(join(target, '@slipway'), { recursive: true });
  for (const entry of await readdir(source))
    if (entry !== '@slipway' && !entry.startsWith('.'))
      await symlink(join(source, entry), join(target, entry));
  for (const name of [...names, ...serving])
    await symlink(join(tree, 'packages', name), join(target, '@slipway', name));
}

async function pack(name: Part): Promise<Packed> {
  const { stdout } = await npm(
    ['pack', '--json', '--pack-destination', folder],
    join(folder, 'tree', 'packages', name),
  );
  const [result] = JSON.parse(stdout) as Packed[];
  if (!result) throw new Error(`npm pack said nothing of ${name}`);
  return result;
}

async function install(): Promise<void> {
  await makeApplication(app);
  const tarballs = tarballsOf(names);
  await npm(['install', '--prefer-offline', ...tarballs, '@openfeature/server-sdk@1.23.0'], app);
}

async function makeApplication(place: string): Promise<void> {
  await mkdir(place);
  await writeFile(join(place, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
}

function tarballsOf(parts: readonly Part[]): string[] {
  return parts.map((part) => join(folder, packed.get(part)?.filename ?? ''));
}

function npm(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  return execute('npm', [...args, '--loglevel=error', '--no-fund', '--no-audit'], { cwd, env: outside() });
}

/** The environment as it is outside the checkout: not its Node, not the settings that npm hands to its scripts. */
function outside(): NodeJS.ProcessEnv {
  const ours =
    /^(npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix)|INIT_CWD|NODE_|VITEST|SLIPWAY_)/;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), PATH: pathOutside().join(delimiter) };
}

function pathOutside(): string[] {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !/node_modules|node-gyp-bin/.test(entry));
}

async function nodeOnPath(major: number): Promise<string | undefined> {
  for (const entry of pathOutside()) {
    const node = join(entry, 'node');
    const version = await execute(node, ['--version']).then(
      ({ stdout }) => stdout,
      () => '',
    );
    if (version.startsWith(`v${major}.`)) return node;
  }
  return undefined;
}

async function installNode(major: number): Promise<string> {
  const place = join(folder, 'node');
  await mkdir(place);
  await writeFile(join(place, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }');
  await npm(['install', '--prefer-offline', `node@${major}`], place);
  return join(place, 'node_modules', 'node', 'bin', 'node');
}

/** Runs a module in the application on Node 20; gives what it printed as JSON. */
async function runModule(source: string): Promise<unknown> {
  const file = join(app, 'script.mjs');
  await writeFile(file, source);
  const env = { ...outside(), SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: TEST_ADMIN_TOKEN };
  const { stdout } = await execute(node20, [file], { cwd: app, env });
  return JSON.parse(stdout);
}

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** The installed command. */
async function command(args: readonly string[], node = node20): Promise<Ran> {
  const file = await realpath(join(app, 'node_modules', '.bin', 'slipway'));
  const env = { ...outside(), HOME: folder, SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: TEST_ADMIN_TOKEN };
  return execute(node, [file, ...args], { cwd: app, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Ran) => ({ code, stdout, stderr }),
  );
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout) for await (const line of createInterface(stdout)) if (line.startsWith('{')) return line;
  throw new Error('It ended without a word.');
}

describe.each(names)('the packed %s', (name) => {
  test('holds what is built, its licence, readme and manifest, and nothing else', () => {
    const paths = packed.get(name)?.files.map(({ path }) => path) ?? [];
    const besides = paths.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path));
    const contract = name === 'api' ? ['openapi.json'] : [];
    expect(besides.sort()).toEqual(['LICENSE', 'README.md', ...contract, 'package.json'].sort());
    expect(paths.filter((path) => /\.test\.|\.test-|fixture/.test(path))).toEqual([]);
    expect(paths).toContain(
      name === 'cli' ? 'dist/main.js' : name === 'sdk' ? 'dist/server/index.js' : 'dist/index.js',
    );
  });

  test('fits its budget', () => {
    expect(packed.get(name)?.size).toBeLessThan(budgets[name]);
  });

  test('names no place of the machine that built it', async () => {
    const place = join(app, 'node_modules', '@slipway', name);
    const entries = await readdir(place, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const naming: string[] = [];
    for (const file of files) {
      const content = await readFile(file, 'utf8');
      if (content.includes(checkout) || content.includes(folder)) naming.push(file);
    }
    expect(files.length).toBeGreaterThan(3);
    expect(naming).toEqual([]);
  });
});

describe('on Node 20', () => {
  const params = { project: 'packed', environment: 'production', flag: 'banner' };
  let token: string;

  beforeAll(async () => {
    const { client } = slipway;
    await client.call(createProject, { body: { key: params.project } });
    await client.call(createEnvironment, { params, body: { key: params.environment } });
    await client.call(createFlag, { params, body: { key: params.flag } });
    const { body, etag } = await client.request(getFlagState, { params });
    const rule = {
      id: 'r1',
      conditions: [{ attribute: 'email', operator: 'matches' as const, values: ['@x\\.example$'] }],
      serve: { variant: 'on' },
    };
    const config = { ...body.config, enabled: true, rules: [rule], fallthrough: { variant: 'off' } };
    await client.call(putFlagConfig, { params, body: config, ifMatch: etag ?? '' });
    const made = await client.call(createToken, {
      params,
      body: { name: 'sdk', scope: 'server', environment: params.environment },
    });
    token = made.token;
  });

  test('is what runs it', async () => {
    expect(await runModule('console.log(JSON.stringify(process.version))')).toMatch(/^v20\./);
  });

  test('the engine evaluates', async () => {
    const decision = await runModule(`
      import { compile } from '@slipway/engine';
      const flag = { type: 'boolean', version: 3, clientVisible: false, variants: { on: true, off: false }, killed: false,
        enabled: true, schedule: [], offVariant: 'off', safeVariant: null, prerequisites: [], targets: [],
        rules: [{ id: 'r1', conditions: [{ attribute: 'plan', operator: 'equals', values: ['pro'] }], serve: { variant: 'on' } }],
        fallthrough: { variant: 'off' } };
      const ruleset = { format: 1, project: 'p', environment: 'e', epoch: 1, version: 3, digest: '', segments: {}, flags: { flag } };
      const compiled = compile(ruleset, { regex: (pattern) => new RegExp(pattern) });
      console.log(JSON.stringify(compiled.evaluate('flag', { plan: 'pro' }, 0)));
    `);
    expect(decision).toMatchObject({ value: true, variant: 'on', reason: 'TARGETING_MATCH', ruleId: 'r1' });
  });

  test('the client calls a running server, and its contract is there as OpenAPI', async () => {
    const answer = await runModule(`
      import openapi from '@slipway/api/openapi.json' with { type: 'json' };
      import { ApiError, createClient, getFlag, getMe } from '@slipway/api';
      const client = createClient({ url: process.env.SLIPWAY_URL, token: process.env.SLIPWAY_TOKEN });
      const me = await client.call(getMe);
      const refusal = await client.call(getFlag, { params: { project: 'packed', flag: 'nope' } }).catch((error) => error);
      console.log(JSON.stringify({ scope: me.scope, isApiError: refusal instanceof ApiError, code: refusal.problem.code, openapi: openapi.openapi }));
    `);
    expect(answer).toEqual({
      scope: 'admin',
      isApiError: true,
      code: 'flag-not-found',
      openapi: expect.stringMatching(/^3\.1/),
    });
  });

  test('the provider gets values from a running server through OpenFeature', async () => {
    const answers = await runModule(`
      import { OpenFeature } from '@openfeature/server-sdk';
      import { SlipwayProvider } from '@slipway/sdk/server';
      await OpenFeature.setProviderAndWait(new SlipwayProvider({ url: process.env.SLIPWAY_URL, token: '${token}' }));
      const client = OpenFeature.getClient();
      const at = (email) => client.getBooleanDetails('banner', false, { targetingKey: 'u1', email });
      const [inside, outside] = [await at('a@x.example'), await at('a@y.example')];
      await OpenFeature.close();
      console.log(JSON.stringify([inside, outside].map(({ value, variant, reason }) => ({ value, variant, reason }))));
    `);
    expect(answers).toEqual([
      { value: true, variant: 'on', reason: 'TARGETING_MATCH' },
      { value: false, variant: 'off', reason: 'DEFAULT' },
    ]);
  });

  test('the command works', async () => {
    expect(await command(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
    expect(await command(['flag', 'list', '-e', 'production'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^banner +on/m),
    });
    const kill = await command(['flag', 'kill', 'banner', '-e', 'production']);
    expect(kill).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('banner is killed in production'),
    });
    expect(await command(['flag', 'set', 'banner'])).toMatchObject({ code: 2 });
  });

  test.each(['start', 'backup x', 'restore x'])(
    'slipway %s says that the server needs Node 24',
    async (line) => {
      const { code, stderr } = await command(line.split(' '));
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringContaining('needs Node 24 or later'),
      });
    },
  );
});

describe('without the server package', () => {
  test.each(['start', 'backup x', 'restore x'])('slipway %s says how to install it', async (line) => {
    const { code, stderr } = await command(line.split(' '), process.execPath);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('npm install @slipway/server'),
    });
  });
});

describe('with the server package', () => {
  let database: TestDatabase;
  let server: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const place = join(folder, 'server');
    await makeApplication(place);
    // Without the embedded database, which has its own tests and 60 MB.
    const tarballs = tarballsOf(['engine', 'api', 'cli', ...serving]);
    await npm(['install', '--prefer-offline', '--omit=optional', ...tarballs], place);
    database = await testDatabase();
    const file = await realpath(join(place, 'node_modules', '.bin', 'slipway'));
    const args = ['start', '--json', '--port', '0', '--delivery-port', '0', '--database-url', database.url];
    server = spawn(process.execPath, [file, ...args], {
      cwd: place,
      env: outside(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    ({ url } = JSON.parse(await firstLine(server)));
  }, 300_000);
  afterAll(async () => {
    if (server?.kill()) await once(server, 'exit');
    await database?.drop();
  });

  test('slipway start serves the dashboard', async () => {
    const page = await (await fetch(url)).text();
    const script = /<script type="module"[^>]* src="\.(\/assets\/[^"]+)"/.exec(page)?.[1];
    const asBrowser = { 'accept-encoding': 'gzip, deflate, br, zstd' };
    const answer = await fetch(`${url}${script}`, { headers: asBrowser });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect((await answer.text()).length).toBeGreaterThan(1_000);
  });

  test('the dashboard holds its files and nothing of the machine that built it', () => {
    const paths = packed.get('dashboard')?.files.map(({ path }) => path) ?? [];
    const besides = paths.filter((path) => !/^dist\/assets\/[\w.-]+\.(js|css|svg)(\.br|\.gz)?$/.test(path));

    expect(besides.sort()).toEqual(['dist/.built-from', 'dist/index.html', 'package.json']);
  });
});

test('the packed types hold in a strict application', async () => {
  await symlink(join(checkout, 'node_modules', '@types'), join(app, 'node_modules', '@types'));
  await writeFile(
    join(app, 'app.ts'),
    `import { createClient, getFlag } from '@slipway/api';
     import { compile, type Decision, type Ruleset } from '@slipway/engine';
     import { SlipwayProvider } from '@slipway/sdk/server';
     import { OpenFeature } from '@openfeature/server-sdk';
     export const flag = await createClient({ url: '' }).call(getFlag, { params: { project: 'p', flag: 'f' } });
     export const variants: Record<string, unknown> = flag.variants;
     export const decide = (ruleset: Ruleset): Decision => compile(ruleset, { regex: (p) => new RegExp(p) }).evaluate('f', {}, 0);
     OpenFeature.setProvider(new SlipwayProvider({ url: '', token: '' }));
     // @ts-expect-error a flag has no such field
     export const wrong = flag.nope;
    `,
  );
  const settings = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--types',
    'node',
    '--skipLibCheck',
    'false',
  ];
  const tsc = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');
  const said = await execute(process.execPath, [tsc, ...settings, 'app.ts'], { cwd: app }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(said).toBe('');
});
