import {
  type CallInput,
  createEnvironment,
  createProject,
  createToken,
  erasePerson,
  getMe,
  listChanges,
  listTokens,
  putMember,
  removeMember,
  type Token,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestPeople, type TestPerson, testPeople } from '../../../../test/support/people.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { refusal } from '../../../../test/support/tree.ts';
import { until } from '../../../../test/support/until.ts';

const START = Date.parse('2026-11-23T12:00:00Z');
const params = { project: 'academy' };
let now = START;
let slipway: TestSlipway;
let people: TestPeople;
let ada: TestPerson;

beforeAll(async () => {
  slipway = await startTestServer({ now: () => now });
  people = testPeople(slipway);
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  await slipway.client.call(createEnvironment, { params, body: { key: 'production' } });
});
beforeEach(async () => {
  ada = await people.person('Ada', { member: { academy: { role: 'administrator' } } });
});
afterAll(async () => {
  await people.close();
  await slipway.close();
});

type Draft = Partial<NonNullable<CallInput<typeof createToken>['body']>>;
type Client = typeof slipway.client;

const ofAda = async (): Promise<Client> => slipway.withCookie((await ada.signIn()).cookie);
const make = (by: Client, body: Draft = {}) =>
  by.call(createToken, { params, body: { name: 'a token', scope: 'admin', ...body } });
const listed = async (id: string): Promise<Token | undefined> => {
  const { items } = await slipway.client.call(listTokens, { params, query: { limit: 200 } });
  return items.find((token) => token.id === id);
};
const at = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();

describe('a token that a token makes', () => {
  test('ends with it when nothing is said', async () => {
    const { token } = await make(slipway.client, { expiresAt: at(60) });

    const made = await make(slipway.as(token));

    expect(made.expiresAt).toBe(at(60));
    now = START + 60 * 60_000;
    const problem = await refusal(slipway.as(made.token).call(getMe));
    now = START;
    expect(problem.code).toBe('unauthenticated');
  });

  test('may end before it, but not after', async () => {
    const { token } = await make(slipway.client, { expiresAt: at(60) });

    expect((await make(slipway.as(token), { expiresAt: at(59) })).expiresAt).toBe(at(59));
    const problem = await refusal(make(slipway.as(token), { expiresAt: at(61) }));
    expect(problem).toMatchObject({ code: 'invalid-request', errors: [{ path: 'expiresAt' }] });
    expect(problem.errors?.[0]?.message).toContain(at(60));
  });

  test('has no end when that one has none', async () => {
    const { token } = await make(slipway.client);

    expect((await make(slipway.as(token))).expiresAt).toBeNull();
  });
});

describe('who made a token', () => {
  test('is shown: a person, or a token', async () => {
    const byPerson = await make(await ofAda(), { name: 'first' });
    const byToken = await make(slipway.as(byPerson.token), { name: 'second' });

    expect(byPerson).toMatchObject({
      madeBy: { kind: 'person', id: ada.id, name: 'Ada' },
      isMakerGone: false,
    });
    const { token: _, ...kept } = byToken;
    expect(await listed(byToken.id)).toEqual({ ...kept, lastUsedAt: null });
    expect(byToken.madeBy).toEqual({ kind: 'token', id: byPerson.id, name: 'first' });
  });

  test('is gone once they belong to the project no more, not once they may less', async () => {
    const { id } = await make(await ofAda(), { scope: 'server', environment: 'production' });
    const person = { ...params, person: ada.id };
    await slipway.client.call(putMember, { params: person, body: { role: 'viewer' }, ifMatch: '*' });
    expect(await listed(id)).toMatchObject({ isMakerGone: false });

    await slipway.client.call(removeMember, { params: person });

    expect(await listed(id)).toMatchObject({ madeBy: { name: 'Ada' }, isMakerGone: true });
  });
});

describe('when somebody is removed', () => {
  const remove = () => slipway.client.call(removeMember, { params: { ...params, person: ada.id } });
  const erase = () => slipway.client.call(erasePerson, { params: { person: ada.id }, body: {} });
  const holds = async (token: string) =>
    slipway
      .as(token)
      .call(getMe)
      .then(Boolean, () => false);

  test.each([
    { given: 'from the project', leave: remove },
    { given: 'for ever', leave: erase },
  ])(
    '$given, what they made goes on if it only reads, and ends if it may change something',
    async ({ leave }) => {
      const client = await ofAda();
      const admin = await make(client, { name: 'script' });
      const account = await make(client, {
        name: 'bot',
        role: 'viewer',
        grants: [{ permission: 'flag:kill' }],
      });
      const through = await make(slipway.as(admin.token), { name: 'second hand' });
      const sdk = await make(client, { name: 'shop', scope: 'server', environment: 'production' });
      const deploy = await make(client, { name: 'ci', scope: 'deploy' });
      const foreign = await make(slipway.client, { name: 'not theirs' });

      const left = await leave();

      expect(left.revoked.map(({ id }) => id)).toEqual([admin.id, account.id, through.id]);
      expect(left.kept).toEqual([
        {
          id: sdk.id,
          name: 'shop',
          project: 'academy',
          scope: 'server',
          role: null,
          environment: 'production',
        },
        { id: deploy.id, name: 'ci', project: 'academy', scope: 'deploy', role: null, environment: null },
      ]);
      for (const { token } of [admin, account, through])
        await until('the token has ended', async () => !(await holds(token)));
      expect(await Promise.all([sdk, deploy, foreign].map(({ token }) => holds(token)))).toEqual([
        true,
        true,
        true,
      ]);
      const { items } = await slipway.client.call(listChanges, { params, query: { limit: 4 } });
      expect(items.map(({ subject, key }) => [subject, key])).toEqual([
        ['member', ada.id],
        ['token', through.id],
        ['token', account.id],
        ['token', admin.id],
      ]);
      expect(items[3]).toMatchObject({ action: 'revoke', before: { name: 'script' }, after: null });
    },
  );

  test('what an owner made goes on: they may everything anyway', async () => {
    await people.person('Oskar', { isOwner: true });
    const owner = await people.person('Olga', { isOwner: true, member: { academy: { role: 'viewer' } } });
    const made = await make(slipway.withCookie((await owner.signIn()).cookie));

    const left = await slipway.client.call(removeMember, { params: { ...params, person: owner.id } });

    expect(left).toEqual({ revoked: [], kept: [], withdrawnInvitations: [] });
    expect(await listed(made.id)).toMatchObject({ isMakerGone: false });
    await slipway.client.call(erasePerson, { params: { person: owner.id }, body: {} });
    await until('the token has ended', async () => !(await holds(made.token)));
  });
});
