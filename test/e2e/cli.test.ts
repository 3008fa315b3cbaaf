import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Change, type FlagState, getRuleset, killFlag, switchFlag } from '@slipway/api';
import { compile, describeCondition, type Ruleset } from '@slipway/engine';
import * as server from '@slipway/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOptions } from '../../packages/cli/src/commands/server.ts';
import type { ServerModule } from '../../packages/cli/src/server-module.ts';
import { parseConditions } from '../../packages/cli/src/text/condition-text.ts';
import { options as serverOptions } from '../../packages/server/src/platform/config/index.ts';
import { testDatabase } from '../support/database.ts';
import { startTestServer, TEST_ADMIN_TOKEN, type TestSlipway } from '../support/server.ts';
import { temporaryFolder } from '../support/test-server.ts';
import { until } from '../support/until.ts';

const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));

let slipway: TestSlipway;
let home: string;

beforeAll(async () => {
  slipway = await startTestServer();
  home = await temporaryFolder('slipway-cli-');
});
afterAll(async () => {
  await slipway?.close();
  await rm(home, { recursive: true, force: true });
});

interface Surroundings {
  env?: Record<string, string>;
  input?: string;
}

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

function start(args: readonly string[], env: Record<string, string>): ChildProcess & { stdout: object } {
  return spawn(process.execPath, ['--conditions=@slipway/source', main, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: home, NODE_COMPILE_CACHE: join(home, 'compiled'), ...env },
    stdio: 'pipe',
  });
}

/** The real command as a process of its own. */
async function run(args: readonly string[], { env = {}, input = '' }: Surroundings = {}): Promise<Ran> {
  const child = start(args, env);
  child.stdin?.on('error', () => {}).end(input);
  const [[code], out, err] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ]);
  return { code, out, err };
}

const asAdmin = (): Record<string, string> => ({ SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: TEST_ADMIN_TOKEN });

/** As administrator by variables; a line of words, or arguments where they hold spaces. */
function cli(line: string | readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const args = typeof line === 'string' ? line.split(' ') : line;
  return run(args, { ...surroundings, env: { ...asAdmin(), ...surroundings.env } });
}

/** What it printed; fails if it failed. */
async function done(line: string | readonly string[], surroundings: Surroundings = {}): Promise<string> {
  const { code, out, err } = await cli(line, surroundings);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return out;
}

async function json<T>(line: string | readonly string[]): Promise<T> {
  return JSON.parse(await done([...(typeof line === 'string' ? line.split(' ') : line), '--json'])) as T;
}

async function project(key: string): Promise<(line: string) => string[]> {
  await done(`project create ${key}`);
  await done(`environment create production -p ${key}`);
  return (line) => [...line.split(' '), '-p', key];
}

describe('logging in', () => {
  const config = (folder: string): string => join(folder, 'slipway', 'config.json');

  async function xdg(): Promise<string> {
    return mkdtemp(join(home, 'xdg-'));
  }

  test('checks the token, remembers it readable by its owner alone, and forgets it', async () => {
    const folder = await xdg();
    const env = { XDG_CONFIG_HOME: folder };
    const file = join(folder, 'token');
    await writeFile(file, `${TEST_ADMIN_TOKEN}\n`);

    const login = await run(['login', slipway.url, '--token-file', file], { env });

    expect(login).toMatchObject({ code: 0, err: '' });
    expect(login.out).not.toContain(TEST_ADMIN_TOKEN);
    expect((await stat(config(folder))).mode & 0o777).toBe(0o600);
    expect((await run(['whoami'], { env })).out).toMatch(/^server\s+http.*\n.*\nscope\s+admin$/m);
    expect(await run(['logout'], { env })).toMatchObject({ code: 0 });
    expect(await run(['whoami'], { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining('You are not logged in'),
    });
  });

  test('takes the token from a pipe', async () => {
    const env = { XDG_CONFIG_HOME: await xdg() };
    expect(await run(['login', slipway.url], { env, input: TEST_ADMIN_TOKEN })).toMatchObject({ code: 0 });
  });

  test('remembers nothing when the token is wrong', async () => {
    const folder = await xdg();
    const { code, err } = await run(['login', slipway.url], {
      env: { XDG_CONFIG_HOME: folder },
      input: 'slw_admin_wrong',
    });
    expect(code).toBe(1);
    expect(err).toContain('unauthenticated, 401');
    await expect(stat(config(folder))).rejects.toThrow('ENOENT');
  });

  test('refuses a token as an argument', async () => {
    const { code, err } = await run(['login', slipway.url, '--token', TEST_ADMIN_TOKEN]);
    expect(code).toBe(2);
    expect(err).toContain('--token is refused');
    expect(err).not.toContain(TEST_ADMIN_TOKEN);
  });

  test('never sends a remembered token to another address', async () => {
    const env = { XDG_CONFIG_HOME: await xdg() };
    await run(['login', slipway.url], { env, input: TEST_ADMIN_TOKEN });
    const asked: (string | undefined)[] = [];
    const other = await listen((incoming, response) => {
      asked.push(incoming.headers.authorization);
      response.end();
    });

    const { code, err } = await run(['whoami', '--url', urlOf(other)], { env });

    expect({ code, asked }).toEqual({ code: 1, asked: [] });
    expect(err).toContain(`You are not logged in to ${urlOf(other)}`);
    other.close();
  });

  test('gives way to variables', async () => {
    const env = { XDG_CONFIG_HOME: await xdg(), SLIPWAY_TOKEN: 'slw_admin_wrong' };
    await run(['login', slipway.url], { env, input: TEST_ADMIN_TOKEN });
    expect(await run(['whoami'], { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining('unauthenticated'),
    });
  });
});

describe('a flag’s way', () => {
  let at: (line: string) => string[];
  const key = 'new-checkout';
  beforeAll(async () => {
    at = await project('way');
    await done([...at('segment set internal'), '--rule', 'email ends-with "@academy.example"']);
  });

  const explain = (user: string, ...rest: string[]): Promise<string> =>
    done([...at(`explain ${key} -e production --key ${user}`), ...rest]);

  test('begins dark: created, and off everywhere', async () => {
    expect(await done(at(`flag create ${key}`))).toContain(`Created boolean flag ${key}, off everywhere`);
    expect(await done(at('flag list -e production'))).toMatch(new RegExp(`^${key} +off +on `, 'm'));
    expect(await explain('u1')).toContain('off = false, DISABLED');
  });

  test('goes to internal users only, though it was created to serve everyone once on', async () => {
    const said = await done(at(`flag set ${key} -e production --segment internal=on --on`));

    expect(said).toMatch(
      /^Changed new-checkout in production \(version \d+\): switched on; added rule r1 \(in segment "internal" → on\); default: on → off\.$/m,
    );
    const colleague = await explain('u7', '--attribute', 'email=u7@academy.example');
    expect(colleague).toContain('for u7: on = true, TARGETING_MATCH');
    expect(colleague).toContain('✓ in segment "internal"');
    expect(await explain('u1')).toMatch(
      /^– No individual targets\.$[\s\S]*✗ in segment "internal"[\s\S]*✓ No rule decided/m,
    );
  });

  test('goes to a growing share, and nobody who has it loses it', async () => {
    const token = (await done(at('token create sdk --scope server -e production'))).trim();
    const reached = async (): Promise<Set<number>> => {
      const ruleset = (await slipway.as(token).call(getRuleset)) as unknown as Ruleset;
      const compiled = compile(ruleset, { regex: (pattern) => new RegExp(pattern) });
      const isOn = (user: number): boolean =>
        compiled.evaluate(key, { targetingKey: `u${user}` }, 0).value === true;
      return new Set(Array.from({ length: 5000 }, (_, user) => user).filter(isOn));
    };

    await done(at(`flag set ${key} -e production --percentage 10`));
    const ten = await reached();
    await done(at(`flag set ${key} -e production --default on`));
    await done(at(`flag set ${key} -e production --percentage 30`));
    const thirty = await reached();

    expect(ten.size / 5000).toBeCloseTo(0.1, 1);
    expect(thirty.size / 5000).toBeCloseTo(0.3, 1);
    expect([...ten].filter((user) => !thirty.has(user))).toEqual([]);
  });

  test('says so when nothing changes, and writes nothing', async () => {
    const before = await json<FlagState>(at(`flag show ${key} -e production`));
    expect(await done(at(`flag set ${key} -e production --percentage 30`))).toContain('Nothing to change');
    expect(await done(at(`flag set ${key} -e production --percentage 50 --dry-run`))).toMatch(
      /Would change.*\n {2}default: 30% on, 70% off → 50% on, 50% off\nNothing was written\./,
    );
    expect(await json(at(`flag show ${key} -e production`))).toEqual(before);
  });

  test('is killed at once, stays killed when switched on, and comes back by restore alone', async () => {
    expect(await done([...at(`flag kill ${key} -e production`), '--reason', 'errors in payment'])).toContain(
      'new-checkout is killed in production',
    );
    const { code, err } = await cli(at(`flag on ${key} -e production`));
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringContaining('It is killed and serves "off" until: slipway flag restore'),
    });
    expect(await explain('u7', '--attribute', 'email=u7@academy.example')).toContain('off = false, DISABLED');

    expect(await done(at(`flag restore ${key} -e production`))).toContain('new-checkout is on in production');
    const again = await cli(at(`flag restore ${key} -e production`));
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('(not-killed, 409)') });
  });

  test('is killed in every permanent environment with one call', async () => {
    await done(at('environment create staging'));
    await done(at('environment create pr-1 --kind on-demand --base staging'));
    const { states } = await json<{ states: FlagState[] }>(at(`flag kill ${key} --everywhere`));
    expect(states.map((state) => [state.environment, state.killed]).sort()).toEqual([
      ['production', true],
      ['staging', true],
    ]);
    expect(await done(at(`flag show ${key}`))).toMatch(/^pr-1 +killed/m);
    await done(at(`flag restore ${key} -e production`));
    await done(at(`flag restore ${key} -e staging`));
  });

  test('has a config of its own in an overlay until that is dropped', async () => {
    const { err } = await cli(at(`flag on ${key} -e pr-1`));
    expect(err).toContain('pr-1 now has its own config');
    expect(await done(at(`flag drop-override ${key} -e pr-1`))).toContain('is off in pr-1');
    expect(await cli(at(`flag drop-override ${key} -e pr-1`))).toMatchObject({
      code: 1,
      err: expect.stringContaining('override-not-found'),
    });
  });

  test('is asked what should become of its schedule', async () => {
    await done(at(`flag set ${key} -e staging --schedule-on 2999-12-01T09:00:00+01:00`));
    expect(await cli(at(`flag off ${key} -e staging`))).toMatchObject({
      code: 1,
      err: expect.stringContaining('--keep-schedule or --discard-schedule'),
    });
    await done(at(`flag off ${key} -e staging --keep-schedule`));
    expect(await done(at(`explain ${key} -e staging --key u1 --at 2999-12-01T08:00:00Z`))).not.toContain(
      'DISABLED',
    );
    expect(await cli(at(`explain ${key} -e staging --key u1 --at 2001-01-01T00:00:00Z`))).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is an environment "staging" since 20'),
    });
    await done(at(`flag off ${key} -e staging --discard-schedule`));
    expect((await json<FlagState>(at(`flag show ${key} -e staging`))).config.schedule).toEqual([]);
  });

  test('goes into the archive and comes back with its configs', async () => {
    const before = await json<FlagState>(at(`flag show ${key} -e production`));
    await done(at(`flag archive ${key}`));
    expect(await done(at('flag list'))).not.toMatch(new RegExp(`^${key}`, 'm'));
    expect(await done(at('flag list --archived'))).toMatch(new RegExp(`^${key}`, 'm'));
    expect(await cli(at(`flag on ${key} -e production`))).toMatchObject({
      code: 1,
      err: expect.stringContaining('flag-archived'),
    });
    await done(at(`flag unarchive ${key}`));
    expect((await json<FlagState>(at(`flag show ${key} -e production`))).config).toEqual(before.config);
  });
});

test('a created flag says which variants it serves, two of them when only one is named', async () => {
  const at = await project('serving');
  const said = await done(
    at('flag create search --type string --variant classic=c --variant learned=l --off-variant classic'),
  );
  expect(said).toContain('It serves "classic" while off and "learned" once on.');
  expect(said).toContain('--segment internal=learned --on');
  expect((await json<FlagState>(at('flag show search -e production'))).config).toMatchObject({
    offVariant: 'classic',
    fallthrough: { variant: 'learned' },
  });
});

describe('rules, targets and files', () => {
  let at: (line: string) => string[];
  beforeAll(async () => {
    at = await project('rules');
    await done(
      at(
        'flag create ranking --type string --variant classic=classic --variant learned=learned-v2 --off-variant classic',
      ),
    );
  });

  test('rules in words are stored, shown and explained in the same words', async () => {
    const rule = 'plan one-of "pro", "team" and age greater-or-equal 18 and not in segment "internal"';
    await done([
      ...at('flag set ranking -e production --on --default classic'),
      '--rule',
      `${rule} => 50% learned, 50% classic`,
    ]);

    const { config } = await json<FlagState>(at('flag show ranking -e production'));

    const [stored] = config.rules;
    expect(stored?.conditions).toEqual(parseConditions(rule));
    expect(stored?.conditions.map((condition) => describeCondition(condition as never)).join(' and ')).toBe(
      rule,
    );
    expect(await done(at('flag show ranking -e production'))).toContain(
      `rule r1      ${rule} → 50% learned, 50% classic`,
    );
    const shown = await done(
      at('explain ranking -e production --key u1 --attribute plan=pro --attribute age=17'),
    );
    expect(shown).toContain('✓ plan one-of "pro", "team" (is "pro")');
    expect(shown).toContain('✗ age greater-or-equal 18 (is 17)');
  });

  test('single users and required flags', async () => {
    await done(at('flag create cart'));
    await done(at('flag set ranking -e production --target u42=learned --require cart=on'));
    expect(await done(at('explain ranking -e production --key u42'))).toContain('PREREQUISITE_FAILED');
    await done(at('flag on cart -e production'));
    expect(await done(at('explain ranking -e production --key u42'))).toContain(
      'learned = "learned-v2", TARGETING_MATCH',
    );
    await done(at('flag set ranking -e production --untarget u42 --unrequire cart --clear-rules'));
    const { targets, prerequisites, rules } = (await json<FlagState>(at('flag show ranking -e production')))
      .config;
    expect({ targets, prerequisites, rules }).toEqual({ targets: [], prerequisites: [], rules: [] });
  });

  test('a config goes out to a file, is edited and comes back; a file that is behind is refused', async () => {
    const state = await json<FlagState>(at('flag show ranking -e production'));
    const edited = { ...state, config: { ...state.config, fallthrough: { variant: 'learned' } } };
    const file = join(home, 'state.json');
    await writeFile(file, JSON.stringify(edited));

    expect(await done(at(`flag set ranking -e production --file ${file}`))).toContain(
      'default: classic → learned',
    );

    const behind = await cli(at('flag set ranking -e production --file -'), { input: JSON.stringify(state) });
    expect(behind).toMatchObject({ code: 1, err: expect.stringContaining(`version ${state.version} then`) });
    const bare = await cli(at('flag set ranking -e production --file -'), {
      input: JSON.stringify(state.config),
    });
    expect(bare).toMatchObject({ code: 0, out: expect.stringContaining('default: learned → classic') });
  });

  test('definitions change without losing what is not named', async () => {
    await done(at('flag update ranking --owner search-team --variant neural=neural-v1 --tag search,ml'));
    const shown = await done(at('flag show ranking'));
    expect(shown).toMatch(
      /^variants (?=.*classic = "classic")(?=.*learned = "learned-v2").*neural = "neural-v1"/m,
    );
    expect(shown).toMatch(/^owner +search-team$/m);
    expect(shown).toMatch(/^tags +search, ml$/m);
  });

  test('somebody who was faster is not overwritten: nothing is written, and the command says what to do', async () => {
    const params = { project: 'rules', flag: 'cart', environment: 'production' };
    const meddle = (): Promise<unknown> =>
      slipway.client.call(switchFlag, { params, body: { enabled: false }, ifMatch: '*' });
    const proxy = await listen(forward(slipway.url, async (method) => method === 'PUT' && meddle()));

    const { code, err } = await cli(at('flag set cart -e production --percentage 1'), {
      env: { SLIPWAY_URL: urlOf(proxy) },
    });

    proxy.close();
    expect(code).toBe(1);
    expect(err).toContain('Nothing was written. Run the command again');
    const { config } = await json<FlagState>(at('flag show cart -e production'));
    expect(config).toMatchObject({ enabled: false, fallthrough: { variant: 'on' } });
  });
});

describe('segments, tokens and environments', () => {
  let at: (line: string) => string[];
  beforeAll(async () => {
    at = await project('sets');
  });

  test('a segment is created, changed, overridden in one environment, and deleted when nothing uses it', async () => {
    await done(at('segment create beta --include u1,u2'));
    expect(await done([...at('segment set beta --remove u1 --email-ends-with @beta.example')])).toContain(
      'removed include u1; added rule email ends-with "@beta.example"',
    );
    await done(at('segment set beta -e production --include u9'));
    expect(await done(at('segment show beta -e production'))).toMatch(/^include +u2, u9$/m);
    expect(await done(at('segment show beta'))).toMatch(/^include +u2$/m);
    expect(await done(at('segment drop-override beta -e production'))).toContain('as created again');
    expect(await done(at('segment list'))).toMatch(
      /^beta +1 listed, email ends-with "@beta.example" +beta$/m,
    );

    await done(at('flag create banner'));
    await done(at('flag set banner -e production --segment beta=on'));
    expect(await cli(at('segment delete beta'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('segment-in-use'),
    });
    await done(at('flag set banner -e production --clear-rules'));
    expect(await done(at('segment delete beta'))).toBe('Deleted segment beta.\n');
  });

  test('a segment comes from a file', async () => {
    await done(at('segment create vip'));
    const content = { include: ['u5'], exclude: [], rules: [] };
    const set = await cli(at('segment set vip --file -'), { input: JSON.stringify(content) });
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining('added include u5') });
    const wrong = await cli(at('segment set vip --file -'), { input: '{"include":"u5"}' });
    expect(wrong).toMatchObject({
      code: 1,
      err: expect.stringContaining('Standard input holds no segment content'),
    });
  });

  test('a token is alone on standard output, is listed without its secret, and stops with its revocation', async () => {
    const made = await cli(at('token create sdk --scope server -e production'));
    const token = made.out.trim();
    expect(made.err).toContain('It is not shown again');
    expect(
      await run(['whoami', '--json'], { env: { SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: token } }),
    ).toMatchObject({ code: 0 });
    const { items } = await json<{ items: { id: string; name: string }[] }>(at('token list'));
    const id = items.find(({ name }) => name === 'sdk')?.id ?? '';
    expect(JSON.stringify(items)).not.toContain(token);

    await done(at(`token revoke ${id}`));

    expect(await run(['whoami'], { env: { SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: token } })).toMatchObject({
      code: 1,
      out: '',
    });
  });

  test('a token of one project needs no -p', async () => {
    const token = (await done(at('token create script --scope admin'))).trim();
    const { code, out } = await run(['environment', 'list'], {
      env: { SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: token },
    });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^production +permanent/m) });
  });

  test('without a project the command names those that exist', async () => {
    await done('project create another');
    expect(await cli('flag list')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/Several projects exist: .*another/),
    });
    expect(await done('flag list', { env: { SLIPWAY_PROJECT: 'sets' } })).toContain('banner');
  });

  test('an environment follows another base, or none, and is deleted', async () => {
    await done(at('environment create pr-2 --kind on-demand --base production'));
    expect(await done(at('environment update pr-2 --no-base --name Preview'))).toBe(
      'Environment pr-2 is "Preview".\n',
    );
    expect(await done(at('environment show pr-2'))).toMatch(/^applied by +no SDK instance/m);
    expect(await done(at('environment delete pr-2'))).toBe('Deleted environment pr-2.\n');
  });
});

describe('a promotion', () => {
  let at: (line: string) => string[];
  const command = 'environment promote staging --to production';
  beforeAll(async () => {
    at = await project('promotes');
    await done(at('environment create staging --base production'));
    for (const key of ['basket', 'checkout']) {
      await done(at(`flag create ${key}`));
      await done(at(`flag on ${key} -e staging`));
    }
    await done(at('segment set internal -e staging --include ada'));
  });

  test('shows what would change, and writes nothing where nobody says yes', async () => {
    const { code, out, err } = await cli(at(`${command} --flag checkout`));

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/flag checkout in production:\n +enabled +false → true/);
    expect(err).toContain('Add --yes');
    expect(err).not.toContain('basket');
    expect(await done(at('flag list -e production'))).toMatch(/^checkout +off/m);
  });

  test('writes what is named, then every override that is left, then nothing', async () => {
    const first = await cli(at(`${command} --flag checkout --yes --reason tested`));
    const rest = await json<{ items: { key: string }[] }>(at(`${command} --yes`));

    expect(first).toMatchObject({ code: 0, out: 'Promoted 1 flag from staging to production.\n' });
    expect(rest.items.map(({ key }) => key)).toEqual(['basket', 'internal']);
    expect(await done(at('flag list -e production'))).toMatch(/^basket +on .*\ncheckout +on /m);
    expect(await done(at('changes --limit 3'))).toContain('promoted segment internal in production');
    expect(await done(at(`${command} --yes`))).toContain('Nothing to promote');
  });
});

describe('changes', () => {
  let at: (line: string) => string[];
  beforeAll(async () => {
    at = await project('log');
    await done(at('flag create banner'));
    await done([...at('flag on banner -e production'), '--reason', 'launch']);
  });

  test('are listed with who, what and why, shown with every difference, and reverted', async () => {
    const { items } = await json<{ items: Change[] }>(at('changes --flag banner -e production --limit 1'));
    const [change] = items;
    expect(change).toMatchObject({ subject: 'flag-config', key: 'banner', reason: 'launch' });
    expect(await done(at('changes'))).toMatch(
      /switched on flag banner in production +production@\d+ +launch$/m,
    );
    expect(await done(at(`change show ${change?.id}`))).toMatch(/^config\.enabled +false → true$/m);

    const reverted = await done([...at(`change revert ${change?.id}`), '--reason', 'too early']);

    expect(reverted).toContain(`Reverted change ${change?.id}`);
    expect((await json<FlagState>(at('flag show banner -e production'))).enabledNow).toBe(false);
    expect(await cli(at(`change revert ${change?.id}`))).toMatchObject({
      code: 1,
      err: expect.stringContaining('revert-conflict'),
    });
  });

  test('are followed live until Ctrl-C', async () => {
    const child = start([...at('watch -e production --json')], asAdmin());
    const closed = once(child, 'close');
    const lines: string[] = [];
    child.stdout?.on('data', (chunk) => lines.push(...String(chunk).split('\n').filter(Boolean)));
    const kill = (): Promise<unknown> =>
      slipway.client.call(killFlag, {
        params: { project: 'log', flag: 'banner', environment: 'production' },
        body: { reason: `n${lines.length}` },
      });

    // The tail begins when the server has it; killing is idempotent, so restoring in between makes each one a change.
    const [line] = await until('a change is followed', async () => {
      await done(at('flag kill banner -e production'));
      await cli(at('flag restore banner -e production'));
      return lines.length > 0 && lines;
    });
    await kill();
    child.kill('SIGINT');

    expect(JSON.parse(line ?? '')).toMatchObject({ event: 'change', subject: 'flag-config', key: 'banner' });
    expect(await closed).toEqual([0, null]);
  });
});

describe('bad input', () => {
  beforeAll(async () => {
    const at = await project('bad');
    await done(at('flag create banner'));
  });

  test.each([
    { line: '', says: 'Usage: slipway' },
    { line: 'flug list', says: "unknown command 'flug'" },
    { line: 'flag list --archived -e production', says: 'Leave out --archived' },
    { line: 'flag list --nope', says: "unknown option '--nope'" },
    { line: 'flag on banner', says: "required option '-e, --environment <environment>' not specified" },
    { line: 'flag show', says: "missing required argument 'flag'" },
    { line: 'flag kill banner', says: 'Say where to kill it' },
    { line: 'flag set banner -e production', says: 'Nothing to set' },
    { line: 'flag set banner -e production --percentage 101', says: '"101" is not a percentage' },
    { line: 'flag set banner -e production --on --off', says: '--on and --off exclude each other' },
    { line: 'flag set banner -e production --rule plan', says: 'does not say what it serves' },
    { line: 'flag set banner -e production --segment internal', says: 'Cannot read "internal"' },
    { line: 'flag set banner -e production --file x --on', says: '--file gives the whole config' },
    {
      line: 'flag set banner -e production --schedule-on 2026-12-01',
      says: 'is not an instant with its offset',
    },
    { line: 'flag set banner -e production --schedule-on 2001-01-01T00:00:00Z', says: 'is in the past' },
    { line: 'flag set banner -e production --remove-rule r9', says: 'There is no rule "r9"' },
    { line: 'flag on banner -e production --keep-schedule --discard-schedule', says: 'exclude each other' },
    { line: 'flag create x --type float', says: 'Give one of boolean, string, number, object' },
    { line: 'flag create x --variant on=1', says: "the flag's type is boolean" },
    { line: 'explain banner -e production --context {', says: 'is not JSON' },
    { line: 'explain banner -e production --context []', says: 'A context is a JSON object' },
    { line: 'changes --limit 0', says: 'Give a number from 1 to 200' },
    { line: 'flag list --url ftp://x', says: 'is not an http or https URL' },
    { line: 'start --port 99999', says: 'Give a port from 0 to 65535' },
    { line: 'start --host 0.0.0.0', says: 'tokens would cross the network readable' },
  ])('"$line" ends with 2 and says what is wrong', async ({ line, says }) => {
    const { code, out, err } = await cli(line === '' ? [] : line.split(' '), {
      env: { SLIPWAY_PROJECT: 'bad' },
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
  });

  test.each([
    { line: 'flag show nope', says: 'slipway flag list' },
    { line: 'flag on banner -e nope', says: 'slipway environment list' },
    { line: 'flag list -p nope', says: 'slipway project list' },
    { line: 'watch -e nope', says: 'slipway environment list' },
    { line: 'flag set banner -e production --segment nope=on', says: 'nope' },
    { line: 'flag set banner -e production --default blue', says: 'has no variant "blue"' },
    { line: 'flag set banner -e production --require banner=on', says: 'prerequisite-cycle' },
    { line: 'flag set banner -e production --file /does/not/exist', says: 'Cannot read /does/not/exist' },
    { line: 'flag create banner', says: 'flag-key-taken' },
    { line: 'flag create b@d', says: 'key' },
    { line: 'segment delete internal', says: 'segment-reserved' },
    { line: 'change show 999999999', says: 'slipway changes' },
    { line: 'token create x --scope server', says: 'environment' },
    { line: 'flag list --url http://127.0.0.1:9', says: 'Slipway does not answer at http://127.0.0.1:9' },
  ])('"$line" ends with 1 and says what to do', async ({ line, says }) => {
    const { code, out, err } = await cli(line, { env: { SLIPWAY_PROJECT: 'bad' } });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(says);
  });

  test.each([
    { args: ['project', 'create', 'Bad Key'], lines: 3 },
    { args: ['flag', 'set', 'banner', '-e', 'production', '--segment', 'ghost=on'], lines: 3 },
    { args: ['flag', 'show', 'nope'], lines: 4 },
  ])('$args is refused with each thing said once, and without HTTP', async ({ args, lines }) => {
    const { err } = await cli(args, { env: { SLIPWAY_PROJECT: 'bad' } });
    expect(err.trimEnd().split('\n')).toHaveLength(lines);
    expect(err).not.toMatch(/(?:GET|PUT|POST) \//);
  });

  test('a refusal under --json is the problem document', async () => {
    const { code, out, err } = await cli('flag show nope -p bad --json');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(JSON.parse(err)).toMatchObject({
      code: 'flag-not-found',
      status: 404,
      detail: expect.stringContaining('nope'),
    });
  });

  test('an address that is not Slipway is recognised', async () => {
    const page = await listen((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>'),
    );
    const { code, err } = await cli('flag list -p bad', { env: { SLIPWAY_URL: urlOf(page) } });
    page.close();
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining('Is this the address of Slipway?'),
    });
  });

  test('text of others cannot move the cursor of the reader', async () => {
    await done(['flag', 'update', 'banner', '-p', 'bad', '--name', 'a\u001b[2Jb']);
    expect(await done('flag list -p bad')).toContain('a\uFFFD[2Jb');
    expect((await json<{ items: { name: string }[] }>('flag list -p bad')).items[0]?.name).toBe(
      'a\u001b[2Jb',
    );
  });

  test('a reader that has seen enough is no failure', async () => {
    const child = start(['flag', 'list', '-p', 'bad'], asAdmin());
    child.stdout?.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('the server’s own commands', () => {
  test('start takes exactly the options that the server takes', () => {
    const given = Object.values(serverOptions).filter(({ isSecret }) => !isSecret);
    const flags = given.map(({ flag }) => `--${flag}`);
    const mine = Object.keys(startOptions).map((text) => text.split(' ')[0]);
    expect(mine.sort()).toEqual(flags.sort());
  });

  test('the server has the functions that the command calls', () => {
    const module: ServerModule = server;
    expect(module).toBe(server);
  });

  test('a backup goes into an empty database with the same content, and not over a full one', async () => {
    const at = await project('kept');
    await done(at('flag create banner'));
    const empty = await testDatabase({ empty: true });
    const file = join(home, 'all.backup');
    const from = ['--database-url', slipway.databaseUrl, '--json'];
    const to = ['--database-url', empty.url, '--json'];

    const saved = JSON.parse(await done(['backup', file, ...from])) as { contentHash: string; rows: number };
    const restored = JSON.parse(await done(['restore', file, ...to])) as { contentHash: string };

    expect(restored.contentHash).toBe(saved.contentHash);
    expect(saved.rows).toBeGreaterThan(0);
    expect(await cli(['restore', file, ...to])).toMatchObject({ code: 1, out: '' });
    await empty.drop();
  });

  test('start serves, and ends in order on SIGTERM', async () => {
    const data = await temporaryFolder('slipway-cli-data-');
    const env = { ...asAdmin(), SLIPWAY_DATA: data, SLIPWAY_ADMIN_TOKEN: TEST_ADMIN_TOKEN };
    const child = start(['start', '--port', '0', '--delivery-port', '0', '--log-level', 'warn'], env);
    const closed = once(child, 'close');
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += chunk;
    });

    const [, url] = await until('the server is ready', () => /^Slipway ready at (\S+)$/m.exec(said), 30_000);

    expect(await run(['whoami', '--url', url ?? ''], { env })).toMatchObject({ code: 0 });
    child.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
    await rm(data, { recursive: true, force: true });
  });

  test('start --json says in one line where it serves, with the administrator token only when it is new', async () => {
    const data = await temporaryFolder('slipway-cli-data-');
    const empty = await testDatabase({ empty: true });
    const started = async (): Promise<Record<string, string>> => {
      const line = '--port 0 --delivery-port 0 --json';
      const child = start(['start', ...line.split(' ')], {
        SLIPWAY_DATA: data,
        SLIPWAY_DATABASE_URL: empty.url,
      });
      return readyLine(child);
    };

    const first = await started();
    const second = await started();

    expect(first).toEqual({
      url: expect.stringMatching(/^http:/),
      deliveryUrl: expect.stringMatching(/^http:/),
      adminToken: (await readFile(join(data, 'admin-token'), 'utf8')).trim(),
      adminTokenFile: join(data, 'admin-token'),
    });
    expect(first.deliveryUrl).not.toBe(first.url);
    expect(Object.keys(second)).toEqual(['url', 'deliveryUrl']);
    await empty.drop();
    await rm(data, { recursive: true, force: true });
  });
});

/** What a server says until it is ended: one line of JSON, and its log elsewhere. */
async function readyLine(child: ChildProcess): Promise<Record<string, string>> {
  const closed = once(child, 'close');
  let said = '';
  let logged = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    logged += chunk;
  });
  await until('the server is ready', () => said.endsWith('\n'), 30_000);
  child.kill('SIGTERM');
  expect(await closed).toEqual([0, null]);
  expect(said).toMatch(/^\{.*\}\n$/);
  expect(logged).toContain('"msg":"serving"');
  return JSON.parse(said) as Record<string, string>;
}

async function listen(answer: RequestListener): Promise<Server> {
  const listening = createServer(answer);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return listening;
}

function urlOf(listening: Server): string {
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

/** Passes every request on, after `before` has had its moment. */
function forward(target: string, before: (method: string | undefined) => Promise<unknown>): RequestListener {
  return (incoming, response) => {
    const pass = async (): Promise<void> => {
      await before(incoming.method);
      const { method, headers, url } = incoming;
      const outgoing = httpRequest(new URL(url ?? '/', target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(outgoing);
    };
    pass().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  };
}
