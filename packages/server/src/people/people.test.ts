import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  acceptInvitation,
  type BodyOf,
  changePassword,
  createProject,
  getMe,
  getSetup,
  invite,
  listSessions,
  revokeSession,
  setUp,
  signIn,
  signOut,
  updateMe,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, codeOf, openBrowser } from '../../../../test/support/browser.ts';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { until } from '../../../../test/support/until.ts';
import { openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-11-23T12:00:00Z');
const owner = { email: 'Ada@example.com', name: 'Ada', password: 'correct horse battery' };

let now = START;
let slipway: TestSlipway;
let unset: TestDatabase;

beforeAll(async () => {
  unset = await testDatabase();
  slipway = await startTestServer({ now: () => now });
  await slipway.client.call(setUp, { body: owner });
});
afterAll(async () => {
  await slipway.close();
  await unset.drop();
});

async function signedIn(userAgent?: string): Promise<Browser> {
  const browser = openBrowser(slipway.url, userAgent);
  await browser.client.call(signIn, { body: { email: owner.email, password: owner.password } });
  return browser;
}

const isIn = async (browser: Browser): Promise<boolean> =>
  (await codeOf(browser.client.call(getMe))) === 'allowed';

describe('the first run', () => {
  test('creates the owner once, who is signed in by it', async () => {
    const fresh = await startTestServer();
    const browser = openBrowser(fresh.url);
    expect(await browser.client.call(getSetup)).toEqual({ isNeeded: true, oidc: [] });

    const reply = await browser.fetch('/api/v1/setup', {
      method: 'POST',
      headers: { authorization: `Bearer ${fresh.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(owner),
    });

    expect(reply.status).toBe(201);
    expect(await reply.json()).toMatchObject({
      person: { email: 'Ada@example.com', isOwner: true, isEmailVerified: true },
    });
    expect(await browser.client.call(getMe)).toMatchObject({ kind: 'person', name: 'Ada', isOwner: true });
    expect(await browser.client.call(getSetup)).toMatchObject({ isNeeded: false });
    const again = { ...owner, email: 'eve@example.com' };
    expect(await codeOf(fresh.client.call(setUp, { body: again }))).toBe('already-set-up');
    await fresh.close();
  });

  test('makes one owner of several who come at once', async () => {
    const fresh = await startTestServer();

    const tries = Array.from({ length: 4 }, (_, n) =>
      codeOf(fresh.client.call(setUp, { body: { ...owner, email: `o${n}@example.com` } })),
    );

    expect((await Promise.all(tries)).filter((code) => code === 'allowed')).toHaveLength(1);
    await fresh.close();
  });

  test('ends the token that was made for it, with its file; none comes again', async () => {
    const data = await mkdtemp(join(tmpdir(), 'slipway-setup-'));
    const file = join(data, 'admin-token');
    const config = { adminToken: null, data };
    const fresh = await startTestServer({ databaseUrl: unset.url, config });
    const bootstrap = fresh.as((await readFile(file, 'utf8')).trim());
    expect(await codeOf(bootstrap.call(getMe))).toBe('allowed');
    await bootstrap.call(createProject, { body: { key: 'academy' } });
    const { link } = await bootstrap.call(invite, {
      params: { project: 'academy' },
      body: { email: 'grace@example.com', role: 'viewer' },
    });

    await bootstrap.call(setUp, { body: owner });

    await until(
      'the token has ended',
      async () => (await codeOf(bootstrap.call(getMe))) === 'unauthenticated',
    );
    await expect(stat(file)).rejects.toThrow('ENOENT');
    const acceptance = { token: link.split('#')[1] ?? '', name: 'Grace', password: owner.password };
    const invited = openBrowser(fresh.url).client.call(acceptInvitation, { body: acceptance });
    expect(await codeOf(invited), 'whom it has invited comes all the same').toBe('allowed');
    await fresh.close();
    const again = await startTestServer({ databaseUrl: unset.url, config });
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await again.close();
    await rm(data, { recursive: true });
  });

  test('leaves a token that was preset', async () => {
    expect(await codeOf(slipway.client.call(getMe))).toBe('allowed');
  });

  test('needs the bootstrap token', async () => {
    expect(await codeOf(slipway.as(undefined).call(setUp, { body: owner }))).toBe('unauthenticated');
    expect(await codeOf((await signedIn()).client.call(setUp, { body: owner }))).toBe('already-set-up');
  });
});

describe('signing in', () => {
  test('takes the address in any case, and nothing but the right password', async () => {
    const attempt = (email: string, password: string) =>
      codeOf(openBrowser(slipway.url).client.call(signIn, { body: { email, password } }));

    expect(await attempt('ada@EXAMPLE.com', owner.password)).toBe('allowed');
    expect(await attempt(owner.email, 'correct horse batterY')).toBe('wrong-credentials');
    expect(await attempt('nobody@example.com', owner.password)).toBe('wrong-credentials');
  });

  test('again in the same browser ends the session that it had', async () => {
    const [browser, other] = [await signedIn(), await signedIn()];
    const before = browser.cookies();
    const body = { email: owner.email, password: owner.password };
    expect(await codeOf(browser.client.call(signIn, { body: { ...body, password: 'wrong' } }))).toBe(
      'wrong-credentials',
    );
    expect(await isIn(browser)).toBe(true);

    await browser.client.call(signIn, { body });

    expect([await isIn(browser), await isIn(other)]).toEqual([true, true]);
    const stolen = openBrowser(slipway.url);
    stolen.setCookies(before);
    expect(await isIn(stolen)).toBe(false);
  });

  test('says the same of a wrong password and of somebody unknown', async () => {
    const answers = await Promise.all(
      [owner.email, 'unknown@example.com'].map(async (email) => {
        const answer = await openBrowser(slipway.url).fetch('/api/v1/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email, password: 'not the password' }),
        });
        const { instance: _, ...problem } = await answer.json();
        return { status: answer.status, problem };
      }),
    );

    expect(answers[0]).toEqual(answers[1]);
  });

  test('keeps the secret where no script reads it, and the database only its hash', async () => {
    const browser = await signedIn();

    expect(browser.lastSetCookie()).toMatch(
      /^slipway=[A-Za-z0-9_-]{43}; Expires=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const secret = browser.cookies().replace('slipway=', '');
    expect(await everything()).not.toContain(secret);
    expect(await everything()).not.toContain(owner.password);
  });

  test('that fails too often is put off for this account, known or not, until time has passed', async () => {
    const attempt = (email: string, password = 'wrong password') =>
      codeOf(openBrowser(slipway.url).client.call(signIn, { body: { email, password } }));
    for (const email of [owner.email, 'ghost@example.com']) {
      const codes: string[] = [];
      for (let count = 0; count < 11; count += 1) codes.push(await attempt(email));
      expect(codes.at(0)).toBe('wrong-credentials');
      expect(codes.at(-1)).toBe('too-many-requests');
    }
    expect(await attempt(owner.email, owner.password)).toBe('too-many-requests');

    now += 15 * MINUTE;

    expect(await attempt(owner.email, owner.password)).toBe('allowed');
  });
});

describe('a session', () => {
  test('gets a new secret while it is used; the one before holds for a minute', async () => {
    const browser = await signedIn();
    const first = browser.cookies();
    const late = openBrowser(slipway.url);
    late.setCookies(first);
    now += 10 * MINUTE;

    expect(await isIn(browser)).toBe(true);

    const second = browser.cookies();
    expect(second).not.toBe(first);
    now += MINUTE;
    expect(await isIn(late)).toBe(true);
    expect(late.cookies()).toBe(first);
    expect(await isIn(browser)).toBe(true);
    expect(browser.cookies()).toBe(second);
  });

  test('ends when a secret from before comes back: somebody else may have it', async () => {
    const browser = await signedIn();
    const thief = openBrowser(slipway.url);
    thief.setCookies(browser.cookies());
    now += 10 * MINUTE;
    expect(await isIn(browser)).toBe(true);
    now += MINUTE + 1;

    expect(await isIn(thief)).toBe(false);

    expect(await isIn(browser)).toBe(false);
  });

  test('of many requests at once goes on', async () => {
    const browser = await signedIn();
    now += 10 * MINUTE;

    const all = await Promise.all(Array.from({ length: 12 }, () => isIn(browser)));

    expect(all).toEqual(all.map(() => true));
    now += 2 * MINUTE;
    expect(await isIn(browser)).toBe(true);
  });

  test('that is not used for a week has ended', async () => {
    const browser = await signedIn();
    now += 7 * DAY - 1;
    expect(await isIn(browser)).toBe(true);

    now += 7 * DAY;

    expect(await isIn(browser)).toBe(false);
  });

  test('ends after thirty days however it is used', async () => {
    const browser = await signedIn();
    for (let day = 0; day < 29; day += 1) {
      now += DAY;
      expect(await isIn(browser)).toBe(true);
    }

    now += DAY;

    expect(await isIn(browser)).toBe(false);
  });

  test('is listed with its device, and can be ended from another one', async () => {
    const laptop = await signedIn(
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit Safari/605.1.15',
    );
    const phone = await signedIn(
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/126.0 Mobile Safari/537.36',
    );

    const { items } = await laptop.client.call(listSessions);

    const here = items.find(({ isCurrent }) => isCurrent);
    const there = items.find(({ device }) => device === 'Chrome on Android');
    expect(here).toMatchObject({ device: 'Safari on macOS', address: '127.0.0.1' });
    await laptop.client.call(revokeSession, { params: { session: there?.id ?? '' } });
    expect([await isIn(laptop), await isIn(phone)]).toEqual([true, false]);
    expect(await codeOf(laptop.client.call(revokeSession, { params: { session: there?.id ?? '' } }))).toBe(
      'session-not-found',
    );
    expect(await codeOf(laptop.client.call(revokeSession, { params: { session: 'x' } }))).toBe(
      'session-not-found',
    );
  });

  test('list is paged', async () => {
    const browser = await signedIn();
    await Promise.all([signedIn(), signedIn()]);

    const first = await browser.client.call(listSessions, { query: { limit: 2 } });
    const second = await browser.client.call(listSessions, { query: { limit: 2, cursor: first.next ?? '' } });

    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(first.items).toHaveLength(2);
    expect(await codeOf(browser.client.call(listSessions, { query: { cursor: 'x' } }))).toBe(
      'invalid-request',
    );
  });

  test('ends by signing out, and the browser forgets it', async () => {
    const browser = await signedIn();
    const cookies = browser.cookies();

    await browser.client.call(signOut);

    expect(browser.cookies()).toBe('');
    browser.setCookies(cookies);
    expect(await isIn(browser)).toBe(false);
  });
});

describe('one’s own account', () => {
  test('can be renamed', async () => {
    const browser = await signedIn();

    expect(await browser.client.call(updateMe, { body: { name: 'Ada L.' } })).toMatchObject({
      name: 'Ada L.',
    });

    expect(await browser.client.call(getMe)).toMatchObject({ name: 'Ada L.', email: 'Ada@example.com' });
  });

  test('holds the key under which flags know one, until it is taken away', async () => {
    const { client } = await signedIn();
    const update = (body: BodyOf<typeof updateMe>) => client.call(updateMe, { body });
    expect(await client.call(getMe)).toMatchObject({ targetingKey: null });

    await update({ targetingKey: 'u-42' });

    const { name } = await client.call(getMe);
    expect(await client.call(getMe)).toMatchObject({ name, targetingKey: 'u-42' });
    await update({ name: 'Ada' });
    expect(await client.call(getMe)).toMatchObject({ name: 'Ada', targetingKey: 'u-42' });
    await update({ targetingKey: null });
    expect(await client.call(getMe)).toMatchObject({ targetingKey: null });
    expect(await codeOf(update({}))).toBe('invalid-request');
  });

  test('gets a new password for the old one, and every other session ends', async () => {
    const [browser, other] = [await signedIn(), await signedIn()];
    const next = 'another horse battery';
    const change = (current: string) => browser.client.call(changePassword, { body: { current, next } });

    expect(await codeOf(change('wrong'))).toBe('wrong-credentials');
    await change(owner.password);

    expect([await isIn(browser), await isIn(other)]).toEqual([true, false]);
    const attempt = (password: string) =>
      codeOf(openBrowser(slipway.url).client.call(signIn, { body: { email: owner.email, password } }));
    expect([await attempt(owner.password), await attempt(next)]).toEqual(['wrong-credentials', 'allowed']);
    await browser.client.call(changePassword, { body: { current: next, next: owner.password } });
  });

  test('is nothing that a token has', async () => {
    const codes = await Promise.all(
      [
        slipway.client.call(listSessions),
        slipway.client.call(updateMe, { body: { name: 'x' } }),
        slipway.client.call(changePassword, { body: { current: 'x', next: 'x'.repeat(12) } }),
        slipway.client.call(revokeSession, { params: { session: '1' } }),
      ].map(codeOf),
    );

    expect(codes).toEqual(codes.map(() => 'not-a-person'));
  });

  test('of the owner may do what the installation needs', async () => {
    const browser = await signedIn();

    expect(await browser.client.call(createProject, { body: { key: 'by-owner' } })).toMatchObject({
      key: 'by-owner',
    });
  });
});

/** All that the database holds of people, as text. */
async function everything(): Promise<string> {
  const db = openDatabase(slipway.databaseUrl, { log: createLog('silent'), poolSize: 1 });
  try {
    const tables = ['people', 'sessions', 'password_resets', 'invitations', 'change_contents'];
    const found = await Promise.all(tables.map((table) => db.pool.query(`select t::text from ${table} t`)));
    return JSON.stringify(found.map(({ rows }) => rows));
  } finally {
    await db.close();
  }
}
