import { acceptInvitation, createProject, getMe, invite, listMembers, putMember, setUp } from '@slipway/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';

const password = 'correct horse battery';
let slipway: TestSlipway;

beforeAll(async () => {
  slipway = await startTestServer();
  for (const key of ['academy', 'bank']) await slipway.client.call(createProject, { body: { key } });
});
afterAll(() => slipway.close());

async function join(project: string, email: string): Promise<string> {
  const body = { email, role: 'administrator' as const };
  const { link } = await slipway.client.call(invite, { params: { project }, body });
  const accepted = { token: link.split('#')[1] ?? '', name: email.split('@')[0] ?? '', password };
  const answer = await slipway.client.open(acceptInvitation, { body: accepted });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function ask(cookie: string, method: string, path: string, body?: object): Promise<Response> {
  const headers = { cookie, origin: slipway.url, 'content-type': 'application/json', 'if-match': '"r0"' };
  const payload = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(slipway.url + path, { method, headers, ...payload });
}

test('an administrator of one project cannot make a member of somebody of another, nor learn who that is', async () => {
  const banker = await join('bank', 'banker@example.com');
  await join('academy', 'teacher@example.com');
  const { items } = await slipway.client.call(listMembers, { params: { project: 'academy' } });
  const stranger = items[0]?.person.id ?? '';
  const path = (person: string) => putMember.path.replace(':project', 'bank').replace(':person', person);

  const known = await ask(banker, 'PUT', path(stranger), { role: 'viewer' });
  const unknown = await ask(banker, 'PUT', path('999999'), { role: 'viewer' });

  expect([known.status, unknown.status]).toEqual([404, 404]);
  expect(await known.text()).not.toContain('teacher');
});

test('set-up with an address that somebody has ends what they had', async () => {
  const cookie = await join('academy', 'owner@example.com');

  await slipway.client.call(setUp, {
    body: { email: 'owner@example.com', name: 'Owner', password: 'another one entirely' },
  });

  expect((await ask(cookie, 'GET', getMe.path)).status).toBe(401);
});
