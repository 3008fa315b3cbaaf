import {
  acceptInvitation,
  createProject,
  getMe,
  getSetup,
  invite,
  listChanges,
  putMember,
  setUp,
  signIn,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, codeOf, openBrowser } from '../../../../test/support/browser.ts';
import { startOidc, type TestOidc } from '../../../../test/support/oidc.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';

const START = '/api/v1/session/oidc/oidc';
const CALLBACK = `${START}/callback`;
const owner = { email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' };
const academy = { project: 'academy' };

let idp: TestOidc;
let slipway: TestSlipway;
let people = 0;

beforeAll(async () => {
  idp = await startOidc();
  slipway = await startTestServer({
    config: {
      oidcIssuer: idp.issuer,
      oidcClientId: idp.clientId,
      oidcClientSecret: idp.clientSecret,
      oidcName: 'Company',
      outboundAllow: ['127.0.0.1'],
      oidcRoleMap: {
        admins: [{ project: 'academy', role: 'administrator' }],
        dev: [{ project: 'academy', role: 'developer' }],
        ops: [
          { project: 'academy', role: 'releaser' },
          { project: 'shop', role: 'viewer' },
          { project: 'no-such-project', role: 'viewer' },
        ],
      },
    },
  });
  idp.serve(`${slipway.url}${CALLBACK}`);
  await slipway.client.call(setUp, { body: owner });
  for (const key of ['academy', 'shop']) await slipway.client.call(createProject, { body: { key } });
});
afterAll(async () => {
  await slipway.close();
  await idp.close();
});

function someone(groups: string[] = [], isVerified = true): { subject: string; email: string } {
  people += 1;
  const [subject, email] = [`subject-${people}`, `person${people}@example.com`];
  idp.accounts.set(subject, { email, email_verified: isVerified, name: `Person ${people}`, groups });
  return { subject, email };
}

async function begin(browser: Browser): Promise<string> {
  const started = await browser.fetch(START);
  expect(started.status).toBe(302);
  return started.headers.get('location') ?? '';
}

async function comeBack(
  subject: string,
  browser = openBrowser(slipway.url),
): Promise<{ browser: Browser; answer: Response }> {
  const callback = await idp.approve(await begin(browser), subject);
  return { browser, answer: await browser.fetch(callback) };
}

async function rolesOf(browser: Browser): Promise<Record<string, string>> {
  const { memberships } = await browser.client.call(getMe);
  return Object.fromEntries(memberships.map(({ project, role }) => [project, role]));
}

async function refusalOf(answer: Response): Promise<string> {
  return answer.status === 302 ? 'allowed' : (await answer.json()).code;
}

describe('signing in by an OpenID provider', () => {
  test('is offered', async () => {
    const { oidc } = await openBrowser(slipway.url).client.call(getSetup);

    expect(oidc).toEqual([{ id: 'oidc', name: 'Company' }]);
  });

  test('asks with PKCE, state and nonce, and keeps them from scripts', async () => {
    const browser = openBrowser(slipway.url);

    const { searchParams } = new URL(await begin(browser));

    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'slipway',
      redirect_uri: `${slipway.url}${CALLBACK}`,
      scope: 'openid email profile groups',
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(browser.lastSetCookie()).toMatch(/^slipway-oidc=.*; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('makes somebody whose group has a role a member', async () => {
    const { subject, email } = someone(['dev', 'unknown']);

    const { browser, answer } = await comeBack(subject);

    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`${slipway.url}/`);
    expect(await browser.client.call(getMe)).toMatchObject({
      email,
      name: `Person ${people}`,
      isOwner: false,
    });
    expect(await rolesOf(browser)).toEqual({ academy: 'developer' });
    expect(browser.cookies()).not.toContain('slipway-oidc');
  });

  test('follows the groups at each sign-in, removals too', async () => {
    const { subject, email } = someone(['dev']);
    const seen: Record<string, string>[] = [];
    for (const groups of [['dev'], ['dev', 'ops'], ['ops'], []]) {
      idp.accounts.set(subject, { email, email_verified: true, groups });
      const { browser } = await comeBack(subject);
      seen.push(await rolesOf(browser));
    }

    expect(seen).toEqual([
      { academy: 'developer' },
      { academy: 'releaser', shop: 'viewer' },
      { academy: 'releaser', shop: 'viewer' },
      {},
    ]);
    const { items } = await slipway.client.call(listChanges, { params: academy });
    expect(items.slice(0, 3).map(({ action, subject: about, actor }) => [action, about, actor.kind])).toEqual(
      [
        ['remove', 'member', 'system'],
        ['update', 'member', 'system'],
        ['create', 'member', 'system'],
      ],
    );
    expect(JSON.stringify(items)).not.toContain(email);
  });

  test('ends the invitations of whom a group drops', async () => {
    const leaver = someone(['admins']);
    const { browser } = await comeBack(leaver.subject);
    const sock = someone();
    const body = { email: sock.email, role: 'administrator' as const };
    await browser.client.call(invite, { params: academy, body });

    idp.accounts.set(leaver.subject, { email: leaver.email, email_verified: true, groups: [] });
    await comeBack(leaver.subject);

    expect(await refusalOf((await comeBack(sock.subject)).answer)).toBe('sign-in-refused');
  });

  test('leaves alone what somebody gave by hand', async () => {
    const { subject, email } = someone(['dev']);
    const { browser } = await comeBack(subject);
    const { id } = await browser.client.call(getMe);
    await slipway.client.call(putMember, {
      params: { ...academy, person: id },
      body: { role: 'administrator' },
      ifMatch: '*',
    });
    idp.accounts.set(subject, { email, email_verified: true, groups: [] });

    const again = await comeBack(subject);

    expect(await rolesOf(again.browser)).toEqual({ academy: 'administrator' });
  });

  test('is refused to whom nobody expects', async () => {
    const { answer, browser } = await comeBack(someone(['strangers']).subject);

    expect(await refusalOf(answer)).toBe('sign-in-refused');
    expect(await codeOf(browser.client.call(getMe))).toBe('unauthenticated');
  });

  test('accepts an invitation to the address that the provider has verified', async () => {
    const { subject, email } = someone();
    await slipway.client.call(invite, { params: { project: 'shop' }, body: { email, role: 'releaser' } });

    const { browser } = await comeBack(subject);

    expect(await rolesOf(browser)).toEqual({ shop: 'releaser' });
  });

  test('does not accept it for an address that anybody could have typed', async () => {
    const { subject, email } = someone(['dev'], false);
    await slipway.client.call(invite, { params: { project: 'shop' }, body: { email, role: 'releaser' } });

    expect(await refusalOf((await comeBack(subject)).answer)).toBe('sign-in-refused');
  });
});

describe('the account of a known person', () => {
  test('is reached by a verified address, and its own password goes on', async () => {
    idp.accounts.set('ada', { email: 'ADA@example.com', email_verified: true });

    const { browser } = await comeBack('ada');

    expect(await browser.client.call(getMe)).toMatchObject({ name: 'Ada', isOwner: true });
    const { email, password } = owner;
    const byPassword = openBrowser(slipway.url).client.call(signIn, { body: { email, password } });
    expect(await codeOf(byPassword)).toBe('allowed');
  });

  test('is not reached by an address that is not verified', async () => {
    idp.accounts.set('mallory', { email: owner.email, email_verified: false });

    expect(await refusalOf((await comeBack('mallory')).answer)).toBe('sign-in-refused');
  });

  test('is not reached by a second account with the same address', async () => {
    idp.accounts.set('first', { email: 'twice@example.com', email_verified: true, groups: ['dev'] });
    idp.accounts.set('second', { email: 'twice@example.com', email_verified: true, groups: ['dev'] });
    await comeBack('first');

    expect(await refusalOf((await comeBack('second')).answer)).toBe('sign-in-refused');
  });

  test('that somebody else had opened first is theirs no more', async () => {
    const { subject, email } = someone(['dev']);
    const { link } = await slipway.client.call(invite, { params: academy, body: { email, role: 'viewer' } });
    const squatter = openBrowser(slipway.url);
    const body = {
      token: link.split('#')[1] ?? '',
      name: 'Squatter',
      password: 'the password of a squatter',
    };
    await squatter.client.call(acceptInvitation, { body });
    expect(await codeOf(squatter.client.call(getMe))).toBe('allowed');

    const { browser } = await comeBack(subject);

    expect(await browser.client.call(getMe)).toMatchObject({ email });
    expect(await codeOf(squatter.client.call(getMe))).toBe('unauthenticated');
    const { password } = body;
    expect(await codeOf(squatter.client.call(signIn, { body: { email, password } }))).toBe(
      'wrong-credentials',
    );
  });
});

describe('an answer that does not hold', () => {
  async function answered(): Promise<{ browser: Browser; callback: URL }> {
    const browser = openBrowser(slipway.url);
    const callback = await idp.approve(await begin(browser), someone(['dev']).subject);
    return { browser, callback: new URL(callback) };
  }

  test('leads a browser to the sign-in page, which says why', async () => {
    const { browser, callback } = await answered();
    callback.searchParams.set('state', 'of-somebody-else');

    const answer = await browser.fetch(callback.href, { headers: { accept: 'text/html,*/*' } });

    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`${slipway.url}/sign-in?problem=sign-in-refused`);
    expect(await codeOf(browser.client.call(getMe))).toBe('unauthenticated');
  });

  test('works once', async () => {
    const { browser, callback } = await answered();

    expect(await refusalOf(await browser.fetch(callback.href))).toBe('allowed');
    expect(await refusalOf(await browser.fetch(callback.href))).toBe('sign-in-refused');
  });

  test('does not sign in a browser that has not asked', async () => {
    const { callback } = await answered();

    expect(await refusalOf(await openBrowser(slipway.url).fetch(callback.href))).toBe('sign-in-refused');
  });

  test('does not sign in a browser that asked for another', async () => {
    const { callback } = await answered();
    const victim = openBrowser(slipway.url);
    await begin(victim);

    expect(await refusalOf(await victim.fetch(callback.href))).toBe('sign-in-refused');
  });

  test.each([
    { given: 'another state', change: (url: URL) => url.searchParams.set('state', 'x'.repeat(43)) },
    { given: 'no state', change: (url: URL) => url.searchParams.delete('state') },
    { given: 'another code', change: (url: URL) => url.searchParams.set('code', 'x'.repeat(43)) },
    { given: 'another issuer', change: (url: URL) => url.searchParams.set('iss', 'https://evil.example') },
    { given: 'a refusal', change: (url: URL) => url.searchParams.set('error', 'access_denied') },
  ])('is refused with $given', async ({ change }) => {
    const { browser, callback } = await answered();
    change(callback);

    expect(await refusalOf(await browser.fetch(callback.href))).toBe('sign-in-refused');
  });

  test.each(['nonce', 'verifier'])('is refused when the %s is not the one that was sent', async (part) => {
    const { browser, callback } = await answered();
    const [state = '', nonce = '', verifier = ''] = browser.cookies().replace('slipway-oidc=', '').split('.');
    const other = 'y'.repeat(43);
    const handshake = part === 'nonce' ? [state, other, verifier] : [state, nonce, other];
    browser.setCookies(`slipway-oidc=${handshake.join('.')}`);

    expect(await refusalOf(await browser.fetch(callback.href))).toBe('sign-in-refused');
  });

  test('of no provider is not waited for', async () => {
    expect(await refusalOf(await openBrowser(slipway.url).fetch('/api/v1/session/oidc/other'))).toBe(
      'provider-not-found',
    );
  });
});

test('a provider at an address that is not public is not connected to unless it is listed', async () => {
  const config = { oidcIssuer: idp.issuer, oidcClientId: 'slipway', oidcClientSecret: 'x' };
  const strict = await startTestServer({ config });

  const answer = await openBrowser(strict.url).fetch(START);

  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({
    code: 'provider-unavailable',
    detail: expect.stringContaining('SLIPWAY_OUTBOUND_ALLOW'),
  });
  await strict.close();
});
