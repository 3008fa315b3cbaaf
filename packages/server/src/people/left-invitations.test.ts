import {
  acceptInvitation,
  createProject,
  createToken,
  erasePerson,
  invite,
  listChanges,
  listInvitations,
  removeMember,
  revokeToken,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, openBrowser } from '../../../../test/support/browser.ts';
import { type TestPeople, type TestPerson, testPeople } from '../../../../test/support/people.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';

const params = { project: 'academy' };
const reason = 'Has left.';
let slipway: TestSlipway;
let people: TestPeople;
let ada: TestPerson;
let socks = 0;

beforeAll(async () => {
  slipway = await startTestServer();
  people = testPeople(slipway);
  for (const key of ['academy', 'shop']) await slipway.client.call(createProject, { body: { key } });
});
beforeEach(async () => {
  const role = 'administrator' as const;
  ada = await people.person('Ada', { member: { academy: { role }, shop: { role } } });
});
afterAll(async () => {
  await people.close();
  await slipway.close();
});

type Client = typeof slipway.client;

const by = async (person: TestPerson): Promise<Client> => slipway.withCookie((await person.signIn()).cookie);
const tokenOf = (maker: Client) =>
  maker.call(createToken, { params, body: { name: 'script', scope: 'admin' } });

/** A second self, who would be an administrator. */
async function sockOf(inviter: Client, project = 'academy') {
  socks += 1;
  const body = { email: `sock${socks}@example.com`, role: 'administrator' as const };
  return inviter.call(invite, { params: { project }, body });
}

const accept = ({ link }: { link: string }) => {
  const body = { token: link.split('#')[1] ?? '', name: 'Sock', password: 'a password of 12 or more' };
  return codeOf(openBrowser(slipway.url).client.call(acceptInvitation, { body }));
};
const remove = (person = ada) =>
  slipway.client.call(removeMember, { params: { ...params, person: person.id }, query: { reason } });
const erase = (person = ada) =>
  slipway.client.call(erasePerson, { params: { person: person.id }, body: { reason } });
const leaves = [
  { given: 'is removed', leave: remove },
  { given: 'is erased', leave: erase },
];

describe.each(leaves)('whoever $given', ({ leave }) => {
  test('leaves no open invitation behind: neither their own nor one of a token that ends', async () => {
    const client = await by(ada);
    const own = await sockOf(client);
    const through = await sockOf(slipway.as((await tokenOf(client)).token));
    const foreign = await sockOf(slipway.client);

    const left = await leave();

    expect(left.withdrawnInvitations).toEqual(
      [own, through].map(({ id, email, role }) => ({ id, email, project: 'academy', role })),
    );
    expect([await accept(own), await accept(through)]).toEqual(['link-expired', 'link-expired']);
    const { items } = await slipway.client.call(listInvitations, { params, query: { limit: 200 } });
    expect(items.map(({ id }) => id)).not.toContain(own.id);
    expect(await accept(foreign)).toBe('allowed');
  });

  test('is on record as why it was withdrawn, without the address', async () => {
    const { id, email } = await sockOf(await by(ada));

    await leave();

    const { items } = await slipway.client.call(listChanges, { params, query: { limit: 5 } });
    expect(items.find(({ subject, key }) => subject === 'invitation' && key === id)).toMatchObject({
      action: 'withdraw',
      before: { role: 'administrator' },
      after: null,
      reason,
      actor: { kind: 'token' },
    });
    expect(JSON.stringify(items)).not.toContain(email);
  });

  test('takes back nobody who has come already', async () => {
    const sock = await sockOf(await by(ada));
    await accept(sock);

    expect((await leave()).withdrawnInvitations).toEqual([]);
  });
});

test('a removal ends the invitations of that project only, an erasure those of every one', async () => {
  const client = await by(ada);
  const [first, second] = [await sockOf(client, 'shop'), await sockOf(client, 'shop')];

  await remove();
  expect(await accept(first)).toBe('allowed');
  await erase();

  expect(await accept(second)).toBe('link-expired');
});

test('what an owner invited stays until the owner is erased, member or not', async () => {
  await people.person('Oskar', { isOwner: true });
  const owner = await people.person('Olga', { isOwner: true, member: { academy: { role: 'viewer' } } });
  const client = await by(owner);
  const [first, second] = [await sockOf(client), await sockOf(client)];

  await remove(owner);
  expect(await accept(first)).toBe('allowed');
  await erase(owner);

  expect(await accept(second)).toBe('link-expired');
});

test('a token that is revoked takes its open invitations with it, and no others', async () => {
  const client = await by(ada);
  const token = await tokenOf(client);
  const sock = await sockOf(slipway.as(token.token));
  const own = await sockOf(client);

  await slipway.client.call(revokeToken, { params: { ...params, token: token.id }, query: { reason } });

  expect(await accept(sock)).toBe('link-expired');
  expect(await accept(own)).toBe('allowed');
  const { items } = await slipway.client.call(listChanges, { params, query: { limit: 200 } });
  expect(items.find(({ subject, key }) => subject === 'invitation' && key === sock.id)).toMatchObject({
    action: 'withdraw',
    reason,
  });
});
