import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  type CallInput,
  createEnvironment,
  createProject,
  createToken,
  getMe,
  listTokens,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { type TestPeople, type TestPerson, testPeople } from '../support/people.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

let server: TestSlipway;
let people: TestPeople;
const project = 'academy';

beforeAll(async () => {
  server = await startTestServer();
  people = testPeople(server);
  await server.client.call(createProject, { body: { key: project } });
  await server.client.call(createEnvironment, { params: { project }, body: { key: 'production' } });
});
afterAll(async () => {
  await people.close();
  await server.close();
});

/** The real command line, in this process. */
async function slipway(
  line: string,
  token = server.adminToken,
): Promise<{ code: number; out: string; err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const env = { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: token, SLIPWAY_PROJECT: project };
  const done = run(line.split(' '), { env, stdin, stdout, stderr, now: Date.now });
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await done;
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

describe('slipway member', () => {
  test('sets by e-mail, lists and removes', async () => {
    const ada = await people.person('Ada');

    const set = await slipway(`member set ${ada.email} --role viewer --grant flag:kill@production`);
    const again = await slipway(`member set ${ada.id} --role developer --reason Promoted.`);
    const listed = await slipway('member list');
    const removed = await slipway(`member remove ${ada.email.toUpperCase()} --reason left`);

    expect(set.out).toContain('flag:kill@production');
    expect(again.code).toBe(0);
    expect(listed.out).toMatch(new RegExp(`^${ada.id} +${ada.email} +Ada +developer +– +all$`, 'm'));
    expect(removed.out).toContain('Removed');
    expect((await slipway('member list')).out).toBe('The project has no members.\n');
  });

  test('says what a stakeholder sees', async () => {
    const bob = await people.person('Bob');

    const set = await slipway(`member set ${bob.id} --role stakeholder -e production`);

    expect(set.out).toMatch(/stakeholder +– +production$/m);
  });

  test('tells whoever is not known what to do', async () => {
    const { code, err } = await slipway('member set nobody@example.com --role viewer');

    expect(code).toBe(1);
    expect(err).toContain('slipway invitation create nobody@example.com');
  });

  test.each(['member set 1', 'member set 1 --role king', 'member set 1 --role viewer --grant token:write'])(
    '%s is wrong usage',
    async (line) => {
      expect((await slipway(line)).code).toBe(2);
    },
  );
});

describe('whoever leaves', () => {
  type Draft = Omit<NonNullable<CallInput<typeof createToken>['body']>, 'name'>;
  const made = async (by: TestPerson, body: Draft, name: string) => {
    const client = server.withCookie((await by.signIn()).cookie);
    return (await client.call(createToken, { params: { project }, body: { ...body, name } })).token;
  };
  const holds = async (token: string) =>
    server
      .as(token)
      .call(getMe)
      .then(Boolean, () => false);

  test.each([
    { line: (email: string) => `member remove ${email}`, name: 'Dora' },
    { line: (email: string) => `privacy erase ${email}`, name: '(erased)' },
  ])('by $line.name takes the tokens with them that could change something', async ({ line, name }) => {
    const dora = await people.person('Dora', { member: { [project]: { role: 'administrator' } } });
    const admin = await made(dora, { scope: 'admin' }, 'script');
    const sdk = await made(dora, { scope: 'server', environment: 'production' }, 'shop');
    expect((await slipway('token list')).out).toMatch(/^\d+ +shop +server +production +\S+ +Dora +/m);

    const left = await slipway(line(dora.email));

    expect(left.code).toBe(0);
    expect(left.err).toContain('Revoked admin token "script"');
    expect(left.err).toMatch(/Still works: server token "shop" \(\d+\) of project academy in production/);
    expect([await holds(admin), await holds(sdk)]).toEqual([false, true]);
    const gone = name.replace(/[()]/g, '\\$&');
    const { out } = await slipway('token list');
    expect(out).toMatch(new RegExp(`^\\d+ +shop +server +production +\\S+ +${gone} \\(gone\\) `, 'm'));
    expect(out).not.toContain('script');
  });
});

test('the installation’s own changes are listed and verified by owners', async () => {
  const bob = await people.person('Bo', { member: { [project]: { role: 'administrator' } } });
  await slipway(`privacy erase ${bob.email} --reason asked`);

  const listed = await slipway('changes --installation --limit 1');
  const verified = await slipway('changes verify --installation');

  expect(listed.out).toMatch(new RegExp(`erased person ${bob.id} .* asked`));
  expect(verified).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^All \d+ changes are as they were/),
  });
  expect((await slipway('changes --installation --flag x')).code).toBe(2);
  const body = { name: 'local', scope: 'admin' } as const;
  const { token } = await server.client.call(createToken, { params: { project }, body });
  expect(await slipway('changes --installation', token)).toMatchObject({ code: 1 });
  expect(await slipway('changes verify --installation', token)).toMatchObject({ code: 1 });
});

describe('slipway token create --role', () => {
  test('makes a service account that may what the role and the grants say', async () => {
    const { code, out, err } = await slipway('token create bot --role viewer --grant flag:kill');

    expect(code).toBe(0);
    expect(err).toContain('service account (viewer)');
    const me = await server.as(out.trim()).call(getMe);
    expect(me.memberships).toMatchObject([{ role: 'viewer', grants: [{ permission: 'flag:kill' }] }]);
    expect((await slipway('token list')).out).toMatch(/bot +viewer flag:kill /);
    expect((await slipway('whoami', out.trim())).out).toMatch(/^role in academy +viewer$/m);
  });

  test('or --scope: one has to say what a token may', async () => {
    const { code, err } = await slipway('token create bot');

    expect(code).toBe(2);
    expect(err).toContain('--scope or --role');
    const { items } = await server.client.call(listTokens, { params: { project } });
    expect(items.filter(({ name }) => name === 'bot')).toHaveLength(1);
  });
});
