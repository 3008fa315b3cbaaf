import {
  acceptInvitation,
  approveProposal,
  closeReview,
  createEnvironment,
  createFlag,
  createProject,
  createToken,
  getFlagState,
  invite,
  killFlag,
  listReviews,
  protectEnvironment,
  switchFlag,
} from '@slipway/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { refusalCode } from '../../../../test/support/tree.ts';

const project = 'academy';
const at = { project, flag: 'new-checkout', environment: 'production' };
let slipway: TestSlipway;
/** A session of somebody who administers the project. */
let cookie: string;

beforeAll(async () => {
  slipway = await startTestServer();
  const { client } = slipway;
  await client.call(createProject, { body: { key: project } });
  await client.call(createEnvironment, { params: { project }, body: { key: at.environment } });
  await client.call(createFlag, { params: { project }, body: { key: at.flag } });
  const protection = { params: at, body: { isProtected: true }, ifMatch: '*' };
  await client.call(protectEnvironment, protection);
  cookie = await administrator('ada@example.com');
});
afterAll(() => slipway.close());

async function administrator(email: string): Promise<string> {
  const { link } = await slipway.client.call(invite, {
    params: { project },
    body: { email, role: 'administrator' },
  });
  const token = link.split('#')[1] ?? '';
  const body = { token, name: 'Ada', password: 'correct horse battery' };
  const answer = await slipway.client.open(acceptInvitation, { body });
  return answer.headers.getSetCookie().map((text) => text.split(';')[0])[0] ?? '';
}

/** The person of the cookie, by a service account that they have made. */
async function ownServiceAccount() {
  const answer = await fetch(`${slipway.url}${createToken.path.replace(':project', project)}`, {
    method: 'POST',
    headers: { cookie, origin: slipway.url, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `bot ${Math.trunc(performance.now())}`, scope: 'admin', role: 'releaser' }),
  });
  const { token } = await answer.json();
  return slipway.as(token);
}

async function proposedByPerson(): Promise<{ id: string; hash: string }> {
  const { etag } = await slipway.client.request(getFlagState, { params: at });
  const path = switchFlag.path.replace(':project', project).replace(':flag', at.flag);
  const answer = await fetch(`${slipway.url}${path.replace(':environment', at.environment)}`, {
    method: 'PUT',
    headers: {
      cookie,
      origin: slipway.url,
      'content-type': 'application/json',
      'if-match': etag ?? '',
      'slipway-propose': 'true',
    },
    body: JSON.stringify({ enabled: true }),
  });
  expect(answer.status).toBe(202);
  return answer.json();
}

test('nobody approves their own proposal through a token that they have made', async () => {
  const { id, hash } = await proposedByPerson();
  const account = await ownServiceAccount();

  const code = await refusalCode(
    account.call(approveProposal, { params: { project, proposal: id }, body: { hash } }),
  );

  expect(code).toBe('own-proposal');
});

test('nor through a token that such a token has made', async () => {
  const { id, hash } = await proposedByPerson();
  const { token: first } = await makeAdminToken(cookie);
  const { token: second } = await slipway.as(first).call(createToken, {
    params: { project },
    body: { name: 'second hand', scope: 'admin' },
  });

  const code = await refusalCode(
    slipway.as(second).call(approveProposal, { params: { project, proposal: id }, body: { hash } }),
  );

  expect(code).toBe('own-proposal');
});

test('nobody closes the review of their own kill through such a token', async () => {
  const account = await ownServiceAccount();
  await account.call(killFlag, { params: at, body: {} });
  const { items } = await slipway.client.call(listReviews, { params: { project } });
  const other = await ownServiceAccount();

  const code = await refusalCode(
    other.call(closeReview, { params: { project, review: items[0]?.id ?? '' }, body: {} }),
  );

  expect(code).toBe('own-review');
});

test('somebody else approves it as before', async () => {
  const { id, hash } = await proposedByPerson();

  const { state } = await slipway.client.call(approveProposal, {
    params: { project, proposal: id },
    body: { hash },
  });

  expect(state).toBe('applied');
});

async function makeAdminToken(session: string): Promise<{ token: string }> {
  const answer = await fetch(`${slipway.url}${createToken.path.replace(':project', project)}`, {
    method: 'POST',
    headers: { cookie: session, origin: slipway.url, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'first hand', scope: 'admin' }),
  });
  return answer.json();
}
