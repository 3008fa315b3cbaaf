import {
  acceptInvitation,
  type BodyOf,
  changePassword,
  createProject,
  erasePerson,
  getMe,
  invite,
  listChanges,
  listInstallationChanges,
  redeemPasswordReset,
  setUp,
  signIn,
  updateMe,
  verifyChanges,
  verifyInstallationChanges,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, codeOf, openBrowser } from '../../../../test/support/browser.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { withSession } from '../platform/db/index.ts';
import { hashOf } from './secret.ts';

const owner = { email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' };
const password = 'a password of 12 or more';
let slipway: TestSlipway;
let admin: Browser;

beforeAll(async () => {
  slipway = await startTestServer();
  await slipway.client.call(setUp, { body: owner });
  admin = await signedIn(owner);
  await slipway.client.call(createProject, { body: { key: 'academy' } });
});
afterAll(() => slipway.close());

async function signedIn({ email, password }: BodyOf<typeof signIn>): Promise<Browser> {
  const browser = openBrowser(slipway.url);
  await browser.client.call(signIn, { body: { email, password } });
  return browser;
}

const list = async (query = {}) =>
  (await admin.client.call(listInstallationChanges, { query: { limit: 200, ...query } })).items;
const newest = async () => (await list({ limit: 1 }))[0];

async function arrived(email: string): Promise<{ browser: Browser; id: string }> {
  const body = { email, role: 'viewer' } as const;
  const { link } = await admin.client.call(invite, { params: { project: 'academy' }, body });
  const browser = openBrowser(slipway.url);
  const token = link.split('#')[1] ?? '';
  await browser.client.call(acceptInvitation, { body: { token, name: 'Grace', password } });
  return { browser, id: (await browser.client.call(getMe)).id };
}

describe('what belongs to no project leaves its change too:', () => {
  test('the first token, and the set-up by it', async () => {
    const [setUp, token] = (await list()).slice(-2);

    expect(token).toMatchObject({ subject: 'token', action: 'create', actor: { kind: 'system' } });
    expect(setUp).toMatchObject({
      subject: 'person',
      action: 'set-up',
      actor: { kind: 'token', id: token?.key },
      before: null,
      after: { isOwner: true },
      origin: expect.stringContaining('127.0.0.1'),
    });
  });

  test('somebody who accepts an invitation', async () => {
    const { id } = await arrived('first@example.com');

    expect(await newest()).toMatchObject({
      subject: 'person',
      action: 'create',
      key: id,
      actor: { kind: 'person', id },
      after: { person: id, by: 'invitation' },
    });
  });

  test('another name, another password, a reset', async () => {
    const { browser, id } = await arrived('second@example.com');
    const next = 'another password of mine';
    await browser.client.call(updateMe, { body: { name: 'Grace H.', targetingKey: 'u7' } });
    expect(await newest()).toMatchObject({ action: 'update', after: { edited: ['name', 'targetingKey'] } });

    await browser.client.call(changePassword, { body: { current: password, next } });
    expect(await newest()).toMatchObject({ action: 'change-password', key: id, after: { endedSessions: 0 } });

    const token = 'x'.repeat(43);
    await withSession(slipway.databaseUrl, (session) =>
      session.query(`insert into password_resets values ($1, $2, now() + interval '1 h')`, [
        hashOf(token),
        id,
      ]),
    );
    await openBrowser(slipway.url).client.call(redeemPasswordReset, { body: { token, password } });
    expect(await newest()).toMatchObject({
      action: 'reset-password',
      key: id,
      actor: { kind: 'person', id },
      after: { endedSessions: 1 },
    });
  });

  test('an erasure, also of somebody who belongs to no project, and it takes the names from here too', async () => {
    const { browser, id } = await arrived('third@example.com');
    await browser.client.call(updateMe, { body: { name: 'Grace Third' } });
    await withSession(slipway.databaseUrl, (session) =>
      session.query('delete from members where person_id = $1', [id]),
    );

    await admin.client.call(erasePerson, { params: { person: id }, body: { reason: 'asked' } });

    expect(await newest()).toMatchObject({
      action: 'erase',
      key: id,
      reason: 'asked',
      actor: { name: 'Ada' },
      before: { person: id, isOwner: false },
      after: null,
    });
    const theirs = (await list()).filter(({ key }) => key === id);
    expect(theirs.map(({ actor }) => actor.name)).toEqual(['Ada', '', '']);
    expect(JSON.stringify(theirs)).not.toMatch(/grace|third/i);
    const verified = await admin.client.call(verifyInstallationChanges);
    expect(verified).toMatchObject({ isIntact: true, firstBroken: null });
    expect(verified.erased).toBeGreaterThanOrEqual(2);
  });
});

test('no project shows them, and they show no project', async () => {
  const ofProject = await admin.client.call(listChanges, {
    params: { project: 'academy' },
    query: { limit: 200 },
  });
  const ids = new Set((await list()).map(({ id }) => id));

  expect(ofProject.items.some(({ id }) => ids.has(id))).toBe(false);
  expect((await list()).every(({ subject }) => subject === 'person' || subject === 'token')).toBe(true);
});

test('they are for owners only', async () => {
  const { browser } = await arrived('fourth@example.com');

  for (const client of [browser.client, slipway.as(undefined)]) {
    expect(await codeOf(client.call(listInstallationChanges))).not.toBe('allowed');
    expect(await codeOf(client.call(verifyInstallationChanges))).not.toBe('allowed');
  }
});

test('one that was altered is found, in this chain and in no other', async () => {
  const found = await newest();
  await withSession(slipway.databaseUrl, async (session) => {
    await session.query('alter table change_contents disable trigger user');
    await session.query(`update change_contents set after = '{"by": "nobody"}' where change_id = $1`, [
      found?.id,
    ]);
    await session.query('alter table change_contents enable trigger user');
  });

  expect(await admin.client.call(verifyInstallationChanges)).toMatchObject({
    isIntact: false,
    firstBroken: found?.id,
  });
  const params = { project: 'academy' };
  expect(await admin.client.call(verifyChanges, { params })).toMatchObject({ isIntact: true });
});
