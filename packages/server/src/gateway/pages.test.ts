import { createLink } from '@slipway/api';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chromium, openChromium, type Visitor } from '../../../../test/support/chromium.ts';
import {
  type GatewayWorld,
  routeTo,
  startGatewayWorld,
  startUpstream,
  type Upstream,
} from '../../../../test/support/gateway.ts';
import type { GatewayRoute } from './index.ts';

let world: GatewayWorld;
let web: Upstream;
let chromium: Chromium;
let hostedId: number;
let session: string;

beforeAll(async () => {
  world = await startGatewayWorld();
  web = await startUpstream((request, response) => {
    if (request.url !== '/') return undefined;
    response.setHeader('content-type', 'text/html').end('<h1>The shop itself</h1>');
    return true;
  });
  hostedId = await world.host('shop');
  const member = await world.people.person('Ada', { member: { academy: { role: 'developer' } } });
  session = (await member.signIn()).cookie;
  chromium = await openChromium();
});
afterAll(async () => {
  await chromium.close();
  await world.close();
  await web.close();
});

function set(more: Partial<GatewayRoute> = {}): void {
  world.routes.set(routeTo(web.port, { hostedId, name: 'New checkout', ...more }));
}

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const shopUrl = (): string => `http://shop.localhost:${world.port}`;

const looks = [
  { look: 'desktop', options: {} },
  { look: 'phone', options: { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } },
  { look: 'dark', options: { colorScheme: 'dark' } },
] as const;

function starting(): Partial<GatewayRoute> {
  const done = { state: 'done', log: 'x' } as const;
  return {
    state: 'starting',
    lastReadyMs: 14_000,
    steps: [
      { ...done, name: 'prepare', service: null, startedAt: ago(9_000), endedAt: ago(8_600), detail: null },
      { ...done, name: 'build', service: 'web', startedAt: ago(8_600), endedAt: ago(3_500), detail: null },
      {
        ...done,
        name: 'build',
        service: 'api',
        startedAt: ago(8_600),
        endedAt: ago(8_300),
        detail: 'from cache',
      },
      { ...done, name: 'migrate', service: 'api', startedAt: ago(3_500), endedAt: ago(2_000), detail: null },
      {
        name: 'start',
        service: 'web',
        state: 'running',
        startedAt: ago(2_000),
        endedAt: null,
        detail: null,
        log: 'x',
      },
    ],
  };
}

const ready = (): Partial<GatewayRoute> => ({});

async function link(body: { password?: string; expiresAt?: string } = {}): Promise<string> {
  const params = { project: 'academy', environment: 'shop' };
  return (await world.client(session).call(createLink, { params, body })).url;
}

async function expire(): Promise<string> {
  const url = await link();
  await world.database.kysely
    .updateTable('share_links')
    .set({ expires_at: new Date(0) })
    .execute();
  return url;
}

const pages = [
  { page: 'waiting', given: starting, at: async () => shopUrl(), says: 'New checkout is starting' },
  {
    page: 'password',
    given: ready,
    at: () => link({ password: 'open sesame' }),
    says: 'This preview has a password',
  },
  { page: 'expired', given: ready, at: expire, says: 'This link has expired' },
  {
    page: 'failed',
    given: (): Partial<GatewayRoute> => ({ state: 'failed', failure: 'x' }),
    at: async () => shopUrl(),
    says: 'New checkout is being repaired',
  },
  {
    page: 'unknown',
    given: ready,
    at: async () => `http://nothing.localhost:${world.port}`,
    says: 'There is no environment at this address',
  },
];

describe.each(looks)('on $look', ({ look, options }) => {
  test.each(pages)(
    'the page "$page" reads well and can be used by everybody',
    async ({ page, given, at, says }) => {
      set(given());
      const visitor = await chromium.open(shopUrl(), options);
      await visitor.page.goto(await at());

      expect(await visitor.page.getByRole('heading', { level: 1 }).textContent()).toBe(says);
      await visitor.picture(`gateway-${page}-${look}`);
      expect(await violations(visitor)).toEqual([]);
      expect(await isTooWide(visitor)).toBe(false);
      expect(withoutRefusals(visitor.problems)).toEqual([]);
      await visitor.close();
    },
  );
});

test('a member sees what failed, and where to go', async () => {
  set({
    access: 'members',
    state: 'failed',
    steps: starting().steps ?? [],
    failure: 'Error: DATABASE_URL is not set\n    at connect (db.js:4)',
  });
  const visitor = await chromium.open(shopUrl());
  const [name = '', value = ''] = session.split('=');
  await visitor.page.context().addCookies([{ name, value, url: world.url }]);

  await visitor.page.goto(shopUrl());

  expect(await visitor.page.textContent('.said')).toContain('DATABASE_URL is not set');
  expect(await visitor.page.getByRole('link', { name: 'See what happened' }).getAttribute('href')).toBe(
    `${world.url}/projects/academy/environments/shop`,
  );
  await visitor.picture('gateway-failed-member-desktop');
  expect(await violations(visitor)).toEqual([]);
  await visitor.close();
});

test('a waiting page opens by itself, with scripts and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    set(starting());
    const visitor = await chromium.open(shopUrl(), { javaScriptEnabled });
    await visitor.page.goto(shopUrl());
    set();

    await visitor.page.getByText('The shop itself').waitFor();
    await visitor.close();
  }
});

test('somebody with a link and its password comes in on a phone', async () => {
  set({ access: 'members' });
  const visitor = await chromium.open(shopUrl(), looks[1].options);
  await visitor.page.goto(await link({ password: 'open sesame' }));
  await visitor.page.getByLabel('Password').fill('wrong');
  await visitor.page.getByRole('button', { name: 'Open the preview' }).tap();
  await visitor.page.getByRole('alert').waitFor();
  await visitor.picture('gateway-password-wrong-phone');
  await visitor.page.getByLabel('Password').fill('open sesame');
  await visitor.page.getByRole('button', { name: 'Open the preview' }).tap();

  await visitor.page.getByText('The shop itself').waitFor();
  expect(visitor.page.url()).toBe(`${shopUrl()}/`);
  await visitor.close();
});

async function violations({ page }: Visitor): Promise<string[]> {
  // Not as a script of the page's, whose policy has a nonce.
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run()');
  return (found as { violations: { id: string }[] }).violations.map(({ id }) => id);
}

async function isTooWide({ page }: Visitor): Promise<boolean> {
  return Boolean(await page.evaluate('document.documentElement.scrollWidth > innerWidth'));
}

/** What the pages are answered with; the browser logs it. */
function withoutRefusals(problems: readonly string[]): string[] {
  return problems.filter((text) => !/status of (?:503|4\d\d)/.test(text));
}
