import {
  acceptInvitation,
  askPasswordReset,
  createEnvironment,
  createProject,
  createToken,
  getMe,
  invite,
  listProjects,
  redeemPasswordReset,
  setUp,
  signIn,
} from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, openBrowser } from '../support/browser.ts';
import { type TestDashboard, testDashboard } from '../support/built-dashboard.ts';
import { type Chromium, openChromium } from '../support/chromium.ts';
import { openEventStream } from '../support/event-stream.ts';
import { startOidc, type TestOidc } from '../support/oidc.ts';
import { type PathProxy, startPathProxy } from '../support/path-proxy.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';
import { startSmtp, type TestSmtp } from '../support/smtp.ts';

const owner = { email: 'ada@example.com', name: 'Ada', password: 'correct horse battery' };
const academy = { project: 'academy' };

describe.each([
  { proxy: 'leaves the path', isKept: true },
  { proxy: 'takes the path away', isKept: false },
])('below a path, by a proxy that $proxy', ({ isKept }) => {
  let dashboard: TestDashboard;
  let idp: TestOidc;
  let smtp: TestSmtp;
  let proxy: PathProxy;
  let slipway: TestSlipway;
  let ada: Browser;

  beforeAll(async () => {
    [dashboard, idp, smtp] = await Promise.all([testDashboard(), startOidc(), startSmtp()]);
    proxy = await startPathProxy({ path: '/slipway', isKept });
    slipway = await startTestServer({
      dashboard: dashboard.folder,
      config: {
        publicUrl: proxy.publicUrl,
        smtpUrl: smtp.url,
        mailFrom: 'slipway@example.com',
        oidcIssuer: idp.issuer,
        oidcClientId: idp.clientId,
        oidcClientSecret: idp.clientSecret,
        outboundAllow: ['127.0.0.1'],
        oidcRoleMap: { dev: [{ project: 'academy', role: 'developer' }] },
      },
    });
    proxy.serve(slipway.url);
    idp.serve(`${proxy.publicUrl}/api/v1/session/oidc/oidc/callback`);
    ada = openBrowser(proxy.publicUrl);
    await slipway.client.call(setUp, { body: owner });
    await slipway.client.call(createProject, { body: { key: 'academy' } });
    await slipway.client.call(createEnvironment, { params: academy, body: { key: 'production' } });
    await ada.client.call(signIn, { body: { email: owner.email, password: owner.password } });
  });
  afterAll(async () => {
    await slipway.close();
    await Promise.all([proxy.close(), smtp.close(), idp.close(), dashboard.remove()]);
  });

  const page = (url: string) => fetch(url, { headers: { accept: 'text/html' } });

  test('pages know where they are, and find their files from there', async () => {
    for (const path of ['', '/', '/projects/academy']) {
      const answer = await page(proxy.publicUrl + path);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('<base href="/slipway/">');
    }
    const file = new URL('./assets/index-C0ffee.js', `${proxy.publicUrl}/`);
    expect(await (await fetch(file)).text()).toBe(dashboard.script);
    expect((await page(`${proxy.publicUrl}/reference`)).status).toBe(200);
  });

  test('whoever signs in stays so, and may change things from these pages only', async () => {
    expect((await ada.client.call(listProjects)).items.map(({ key }) => key)).toEqual(['academy']);
    const made = await ada.client.call(createProject, { body: { key: 'shop' } });
    expect(made.key).toBe('shop');

    const elsewhere = await fetch(`${proxy.publicUrl}/api/v1/projects`, {
      method: 'POST',
      headers: {
        cookie: ada.cookies(),
        origin: 'https://evil.example',
        'content-type': 'application/json',
      },
      body: '{"key":"stolen"}',
    });
    expect(await elsewhere.json()).toMatchObject({ code: 'origin-refused' });
  });

  test('an invitation leads to a page of the dashboard, and works', async () => {
    const body = { email: 'grace@example.com', role: 'viewer' as const };
    const { link } = await ada.client.call(invite, { params: academy, body });
    const { text } = await smtp.mailTo(body.email);
    const grace = openBrowser(proxy.publicUrl);

    expect(link).toMatch(new RegExp(`^${proxy.publicUrl}/invitation#[\\w-]{43}$`));
    expect(text).toContain(link);
    expect((await page(link)).status).toBe(200);
    const token = new URL(link).hash.slice(1);
    await grace.client.call(acceptInvitation, {
      body: { token, name: 'Grace', password: 'a new pass phrase' },
    });
    expect(await grace.client.call(getMe)).toMatchObject({ email: body.email });
  });

  test('a password reset leads to a page of the dashboard, and works', async () => {
    const someone = openBrowser(proxy.publicUrl);
    await someone.client.call(askPasswordReset, { body: { email: owner.email } });
    const { text } = await smtp.mailTo(owner.email);
    const link = /http\S+/.exec(text)?.[0] ?? '';

    expect(link).toMatch(new RegExp(`^${proxy.publicUrl}/password-reset#[\\w-]{43}$`));
    expect((await page(link)).status).toBe(200);
    const body = { token: new URL(link).hash.slice(1), password: 'another pass phrase' };
    await someone.client.call(redeemPasswordReset, { body });
    await ada.client.call(signIn, { body: { email: owner.email, password: body.password } });
  });

  test('single sign-on comes back to where it began', async () => {
    idp.accounts.set('linus', { email: 'linus@example.com', email_verified: true, groups: ['dev'] });
    const linus = openBrowser(proxy.publicUrl);
    const started = await linus.fetch(`${proxy.publicUrl}/api/v1/session/oidc/oidc`);
    const callback = await idp.approve(started.headers.get('location') ?? '', 'linus');
    const finished = await linus.fetch(callback);

    expect(callback.startsWith(`${proxy.publicUrl}/api/v1/session/oidc/oidc/callback?`)).toBe(true);
    expect(finished.headers.get('location')).toBe(`${proxy.publicUrl}/`);
    expect(await linus.client.call(getMe)).toMatchObject({ email: 'linus@example.com' });
  });

  test('SDKs stream from there too', async () => {
    const { token } = await ada.client.call(createToken, {
      params: academy,
      body: { name: 'sdk', scope: 'server', environment: 'production' },
    });
    const stream = await openEventStream(`${proxy.publicUrl}/sdk/v1/stream`, { token });

    expect((await stream.next('ruleset')).data).toMatchObject({ project: 'academy' });
    stream.close();
  });
});

describe('the dashboard itself, below a path', () => {
  let proxy: PathProxy;
  let slipway: TestSlipway;
  let chromium: Chromium;

  beforeAll(async () => {
    proxy = await startPathProxy({ path: '/slipway', isKept: false });
    slipway = await startTestServer({ config: { publicUrl: proxy.publicUrl } });
    proxy.serve(slipway.url);
    await slipway.client.call(setUp, { body: owner });
    chromium = await openChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    await slipway.close();
    await proxy.close();
  });

  test('stays below it, and breaks none of its own rules', async () => {
    const { page, problems, close } = await chromium.open(proxy.publicUrl);

    await page.goto(`${proxy.publicUrl}/projects`);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.locator('input[type=password]').fill(owner.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${proxy.publicUrl}/projects`);
    await page.getByRole('heading', { level: 1 }).waitFor();

    expect(problems.filter((problem) => !problem.includes('401'))).toEqual([]);
    await close();
  });
});
