import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  archiveFlag,
  createEnvironment,
  createSegment,
  createToken,
  getEnvironment,
  killFlag,
  type Proposal,
  protectEnvironment,
  putSegmentOverride,
  switchFlag,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { withSession } from '../../packages/server/src/platform/db/index.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';
import { plantTree, type Tree } from '../support/tree.ts';

let server: TestSlipway;
let tree: Tree;
type Someone = 'ada' | 'ben' | 'cleo' | 'owner';
let tokens: Record<Someone, string>;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  tree = await plantTree(server);
  tokens = { ada: await account('Ada'), ben: await account('Ben'), cleo: '', owner: server.adminToken };
  await tree.createFlag({ key: 'checkout' });
});
afterAll(() => server.close());

async function account(name: string): Promise<string> {
  const body = { name, scope: 'admin' } as const;
  return (await server.client.call(createToken, { params: { project: tree.project }, body })).token;
}

interface Ran {
  code: number;
  out: string;
  err: string;
}

/** The real command line, in this process. */
async function slipway(who: Someone, line: string): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const env = { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: tokens[who], SLIPWAY_PROJECT: tree.project };
  const done = run(line.split(' '), { env, stdin, stdout, stderr, now: Date.now });
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await done;
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

const project = () => ({ project: tree.project });
const inProduction = () => ({ ...project(), flag: 'checkout', environment: 'production' });
const versionOf = async (environment: string) =>
  (await server.client.call(getEnvironment, { params: { ...project(), environment } })).version;
const protect = (environment: string) =>
  server.client.call(protectEnvironment, {
    params: { ...project(), environment },
    body: { isProtected: true },
    ifMatch: '*',
  });

const content = { include: ['u1'], exclude: [], rules: [] };

const mutations: readonly { line: string; prepare?: () => Promise<unknown> }[] = [
  { line: 'flag create new' },
  { line: 'flag update checkout --client-visible' },
  { line: 'flag update checkout --variant third=true' },
  { line: 'flag on checkout -e production' },
  {
    line: 'flag off checkout -e production',
    prepare: () =>
      server.client.call(switchFlag, { params: inProduction(), body: { enabled: true }, ifMatch: '*' }),
  },
  { line: 'flag set checkout -e production --on --default off' },
  { line: 'flag set checkout -e production --schedule-on 2100-01-01T00:00:00Z' },
  {
    line: 'flag drop-override checkout -e production',
    prepare: () =>
      server.client.call(switchFlag, { params: inProduction(), body: { enabled: true }, ifMatch: '*' }),
  },
  {
    line: 'flag restore checkout -e production',
    prepare: () => server.client.call(killFlag, { params: inProduction(), body: {} }),
  },
  { line: 'flag archive checkout' },
  {
    line: 'flag unarchive checkout',
    prepare: () =>
      server.client.call(archiveFlag, { params: { ...project(), flag: 'checkout' }, body: {}, ifMatch: '*' }),
  },
  {
    line: 'environment promote staging --to production --yes',
    prepare: () => tree.switch('checkout', 'staging', true),
  },
  { line: 'segment create beta' },
  {
    line: 'segment delete beta',
    prepare: () => server.client.call(createSegment, { params: project(), body: { key: 'beta' } }),
  },
  { line: 'segment set internal --include u1' },
  { line: 'segment set internal --include u1 -e production' },
  {
    line: 'segment drop-override internal -e production',
    prepare: () =>
      server.client.call(putSegmentOverride, {
        params: { ...project(), segment: 'internal', environment: 'production' },
        body: { content },
        ifMatch: '*',
      }),
  },
];

describe.each(mutations)('slipway $line', ({ line, prepare }) => {
  test('is refused where protected, proposed with --propose, and made by somebody else’s approval', async () => {
    await prepare?.();
    await protect('production');
    const before = await versionOf('production');

    const refused = await slipway('ada', line);
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--propose') });
    const proposed = await slipway('ada', `${line} --propose --json`);
    expect(proposed).toMatchObject({ code: 0, err: '' });
    expect(await versionOf('production')).toBe(before);

    const { id }: Proposal = JSON.parse(proposed.out);
    expect(await slipway('ada', `proposal approve ${id}`)).toMatchObject({ code: 1 });
    const approved = await slipway('ben', `proposal approve ${id}`);

    expect(approved).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Approved and made') });
    expect(await versionOf('production')).toBe(before + 1);
  });
});

test('an environment’s other base, its deletion and a revert are proposed too', async () => {
  await server.client.call(createEnvironment, { params: project(), body: { key: 'eu' } });
  await tree.switch('checkout', 'production', true);
  const { out } = await slipway('ada', 'changes --flag checkout --limit 1 --json');
  const change = JSON.parse(out).items[0].id;
  await protect('production');
  await protect('eu');

  for (const line of [
    'environment update eu --base production',
    `change revert ${change}`,
    'environment delete eu',
  ]) {
    expect(await slipway('ada', line)).toMatchObject({ code: 1, err: expect.stringContaining('--propose') });
    const proposed = await slipway('ada', `${line} --propose`);
    expect(proposed).toMatchObject({ code: 0, out: expect.stringContaining('Nothing has changed yet') });
    const id = /Proposed (\d+)/.exec(proposed.out)?.[1];
    expect(await slipway('ben', `proposal approve ${id}`)).toMatchObject({ code: 0 });
  }

  expect((await slipway('ada', 'environment list')).out).not.toContain('eu ');
});

test('a kill passes, opens a review, and somebody else closes it', async () => {
  await slipway('ada', 'environment protect production');

  expect(await slipway('ada', 'flag kill checkout -e production --reason errors')).toMatchObject({ code: 0 });
  expect(await slipway('ada', 'flag restore checkout -e production')).toMatchObject({ code: 1 });

  const listed = await slipway('ben', 'review list');
  expect(listed.out).toContain('checkout');
  const id = /^(\d+) /m.exec(listed.out)?.[1];
  expect(await slipway('ada', `review close ${id}`)).toMatchObject({ code: 1 });
  expect(await slipway('ben', `review close ${id} --reason looked`)).toMatchObject({ code: 0 });
  expect((await slipway('ben', 'review list')).out).toContain('no such reviews');
  expect((await slipway('ben', 'review list --closed')).out).toContain('looked');
});

test('a proposal is listed, shown with its difference, rejected or withdrawn', async () => {
  expect(await slipway('ada', 'environment protect production --approvals 2')).toMatchObject({
    code: 0,
    out: expect.stringContaining('2 approvals'),
  });
  await slipway('ada', 'flag on checkout -e production --propose --reason launch');

  const listed = await slipway('ben', 'proposal list');
  expect(listed.out).toMatch(/open +Ada +0 of 2 +switch flag checkout on in production +launch/);
  const id = /^(\d+) /m.exec(listed.out)?.[1];
  expect((await slipway('ben', `proposal show ${id}`)).out).toMatch(/enabled +false → true/);
  expect((await slipway('ben', `proposal approve ${id}`)).out).toContain('waits for 1 more');
  expect(await slipway('ben', `proposal withdraw ${id}`)).toMatchObject({ code: 1 });
  expect(await slipway('ben', `proposal reject ${id} --reason early`)).toMatchObject({ code: 0 });
  expect((await slipway('ada', 'proposal list --state rejected')).out).toContain('launch');

  await slipway('owner', 'environment unprotect production --break-glass --reason over');
  expect(await slipway('ada', 'flag on checkout -e production --propose')).toMatchObject({
    code: 1,
    err: expect.stringContaining('without --propose'),
  });
});

test.each([
  { line: 'environment unprotect production', word: '–' },
  { line: 'environment protect production --approvals 1', word: '1 approval' },
])('$line is proposed where it is protected, and made by the others', async ({ line, word }) => {
  await slipway('ada', 'environment protect production --approvals 2');
  tokens.cleo = await account('Cleo');

  expect(await slipway('ada', line)).toMatchObject({ code: 1, err: expect.stringContaining('--propose') });
  const proposed = await slipway('ada', `${line} --propose`);

  expect(proposed.out).toContain('set the protection of production');
  const id = /Proposed (\d+)/.exec(proposed.out)?.[1];
  expect((await slipway('ben', `proposal show ${id}`)).out).toMatch(
    /protection production in production \(protected\):\n +(approvals|isProtected) /,
  );
  await slipway('ben', `proposal approve ${id}`);
  expect((await slipway('ada', 'environment list')).out).toContain('2 approvals');
  expect(await slipway('cleo', `proposal approve ${id}`)).toMatchObject({ code: 0 });
  const { out } = await slipway('ada', 'environment list');
  expect(out).toMatch(new RegExp(`^production +permanent +– +${word} +`, 'm'));
});

test('an owner breaks the glass, and says why', async () => {
  await slipway('ada', 'environment protect production');
  const line = 'environment unprotect production --break-glass';

  expect(await slipway('ada', `${line} --reason alone`)).toMatchObject({ code: 1 });
  expect(await slipway('owner', line)).toMatchObject({ code: 1, err: expect.stringContaining('why') });
  expect(await slipway('owner', `${line} --reason alone`)).toMatchObject({
    code: 0,
    out: expect.stringContaining('is not protected'),
  });

  expect((await slipway('ada', 'changes --limit 1')).out).toMatch(
    /lowered alone the protection of environment production .* alone/,
  );
});

test('who protects again without a number keeps the number', async () => {
  await slipway('ada', 'environment protect production --approvals 3');

  expect(await slipway('ada', 'environment protect production')).toMatchObject({
    code: 0,
    out: expect.stringContaining('3 approvals'),
  });
});

test('changes verify says that the log is as it was written, and fails when it is not', async () => {
  expect(await slipway('ada', 'changes verify')).toMatchObject({
    code: 0,
    out: expect.stringContaining('as they were written'),
  });

  await withSession(server.databaseUrl, async (session) => {
    await session.query('alter table changes disable trigger user');
    await session.query(
      `update changes set action = 'x' where id = (select max(id) from changes where key = 'checkout')`,
    );
    await session.query('alter table changes enable trigger user');
  });

  expect(await slipway('ada', 'changes verify')).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not fit'),
  });
  expect((await slipway('ada', 'changes verify --json')).out).toContain('"isIntact": false');
});
