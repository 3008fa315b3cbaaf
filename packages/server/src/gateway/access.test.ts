import { once } from 'node:events';
import { createLink, listLinks, revokeLink } from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as Socket, type WebSocket, WebSocketServer } from 'ws';
import {
  type Answered,
  ask,
  asPage,
  cookieIn,
  type GatewayWorld,
  open,
  routeTo,
  startGatewayWorld,
  startUpstream,
  type Upstream,
} from '../../../../test/support/gateway.ts';
import type { TestPerson } from '../../../../test/support/people.ts';
import { until } from '../../../../test/support/until.ts';
import type { GatewayRoute } from './index.ts';

let world: GatewayWorld;
let web: Upstream;
let sockets: WebSocketServer;
let member: TestPerson;
let shop: number;
let lab: number;
/** Of the dashboard. */
let session: string;

beforeAll(async () => {
  world = await startGatewayWorld();
  web = await startUpstream((request, response) => {
    if (request.url !== '/events') return undefined;
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
    return true;
  });
  sockets = new WebSocketServer({ server: web.server });
  sockets.on('connection', (socket) => socket.send('hello'));
  shop = await world.host('shop');
  lab = await world.host('lab');
  member = await world.people.person('Ada', { member: { academy: { role: 'developer' } } });
  session = (await member.signIn()).cookie;
});
afterAll(async () => {
  sockets.close();
  await world.close();
  await web.close();
});
beforeEach(() => {
  web.requests.length = 0;
  set();
  set({ slug: 'lab', environment: 'lab', hostedId: lab });
});

function set(more: Partial<GatewayRoute> = {}): void {
  world.routes.set(routeTo(web.port, { access: 'members', hostedId: shop, ...more }));
}

/** Through the dashboard, as a browser goes. */
async function enter(dashboard: string, path = '/', host = 'shop.localhost'): Promise<Answered> {
  const first = await ask(world.port, path, { host, headers: asPage });
  const entry = cookieIn(first, 'slipway-entry');
  const ticketed = await fetch(first.headers.location ?? '', {
    redirect: 'manual',
    headers: { cookie: dashboard, accept: 'text/html' },
  });
  const back = new URL(ticketed.headers.get('location') ?? 'http://none');
  return ask(world.port, `${back.pathname}${back.search}`, {
    host: back.hostname,
    headers: { ...asPage, cookie: entry },
  });
}

async function passOf(dashboard: string, host?: string): Promise<string> {
  return cookieIn(await enter(dashboard, '/', host), 'slipway-preview');
}

describe('somebody without access', () => {
  test('is led to the dashboard with a page, and told no with anything else', async () => {
    const page = await ask(world.port, '/cart?x=1', { headers: asPage });
    const call = await ask(world.port, '/cart');

    const location = new URL(page.headers.location ?? '');
    expect(page.status).toBe(303);
    expect(location.origin).toBe(world.url);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ environment: 'shop', to: '/cart?x=1' });
    expect(call.status).toBe(401);
    expect(JSON.parse(call.body)).toMatchObject({ code: 'unauthenticated' });
    expect(web.requests).toEqual([]);
  });

  test('who is not signed in is led to sign in, and back', async () => {
    const page = await ask(world.port, '/', { headers: asPage });
    const dashboard = await fetch(page.headers.location ?? '', { redirect: 'manual' });

    const location = new URL(dashboard.headers.get('location') ?? '');
    expect(dashboard.status).toBe(302);
    expect(location.pathname).toBe('/sign-in');
    expect(location.searchParams.get('next')).toMatch(/^\/gateway\/enter\?environment=shop&/);
  });

  test('gets no WebSocket', async () => {
    const [, response] = await once(webSocket(''), 'unexpected-response');

    expect(response.statusCode).toBe(401);
  });

  test.each([
    'slipway-preview=x',
    'slipway-preview=m.1.1.9999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('does not get in by a cookie that was made up: %s', async (cookie) => {
    expect((await ask(world.port, '/', { headers: { cookie } })).status).toBe(401);
  });
});

describe('a member', () => {
  test('comes in by the dashboard, where they wanted to go, with a cookie of this host', async () => {
    const entered = await enter(session, '/cart?x=1');
    const cookie = cookieIn(entered, 'slipway-preview');
    const answer = await ask(world.port, '/cart', { headers: { cookie } });

    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe('/cart?x=1');
    expect(entered.headers['referrer-policy']).toBe('no-referrer');
    const set = entered.headers['set-cookie']?.find((text) => text.startsWith('slipway-preview='));
    expect(set).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(set).not.toMatch(/domain/i);
    expect(answer.status).toBe(200);
    expect(web.requests[0]?.headers).not.toHaveProperty('cookie');
  });

  test('is known to a control plane whose own gateway is not open', async () => {
    const other = await startGatewayWorld({ isOpen: false });
    other.routes.set(routeTo(null, { access: 'members' }));
    const owner = await other.people.person('Owner', { isOwner: true });

    const answer = await fetch(`${other.url}/gateway/enter?environment=shop&state=${'A'.repeat(43)}`, {
      redirect: 'manual',
      headers: { cookie: (await owner.signIn()).cookie },
    });
    await other.close();

    expect(answer.status).toBe(302);
  });

  test('comes in at the host of a service too', async () => {
    const cookie = await passOf(session, 'web--shop.localhost');

    expect((await ask(world.port, '/', { host: 'web--shop.localhost', headers: { cookie } })).status).toBe(
      200,
    );
  });

  test('has no way by that cookie into another environment, nor a later one of the same name', async () => {
    const cookie = await passOf(session);
    const other = await ask(world.port, '/', { host: 'lab.localhost', headers: { cookie } });
    set({ hostedId: shop + 100 });
    const later = await ask(world.port, '/', { headers: { cookie } });

    expect(other.status).toBe(401);
    expect(later.status).toBe(401);
  });

  test('of nothing there sees that there is nothing', async () => {
    const stranger = await world.people.person('Eve');
    const first = await ask(world.port, '/', { headers: asPage });
    const answer = await fetch(first.headers.location ?? '', {
      redirect: 'manual',
      headers: { cookie: (await stranger.signIn()).cookie },
    });

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is no environment that you may see');
  });

  test('uses a ticket once, in the browser that asked for it, at that environment', async () => {
    const first = await ask(world.port, '/', { headers: asPage });
    const entry = cookieIn(first, 'slipway-entry');
    const ticketed = await fetch(first.headers.location ?? '', {
      redirect: 'manual',
      headers: { cookie: session },
    });
    const { pathname, search } = new URL(ticketed.headers.get('location') ?? '');
    const use = (cookie: string, host = 'shop.localhost') =>
      ask(world.port, `${pathname}${search}`, { host, headers: { ...asPage, cookie } });

    expect((await use('')).status).toBe(400);
    expect((await use('slipway-entry=another')).status).toBe(403);
    expect((await use(entry, 'lab.localhost')).status).toBe(403);
    expect((await use(entry)).status).toBe(303);
    expect((await use(entry)).status).toBe(403);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/%0d%0aX: y\r\nset-cookie: a=b',
  ])('is led to no other place than this host: %j', async (to) => {
    const first = await ask(world.port, '/', { headers: asPage });
    const url = new URL(first.headers.location ?? '');
    url.searchParams.set('to', to);
    const ticketed = await fetch(url, { redirect: 'manual', headers: { cookie: session } });
    const back = new URL(ticketed.headers.get('location') ?? '');
    back.searchParams.set('to', to);
    const entered = await ask(world.port, `${back.pathname}${back.search}`, {
      headers: { ...asPage, cookie: cookieIn(first, 'slipway-entry') },
    });

    expect(back.hostname).toBe('shop.localhost');
    expect(entered.headers.location).toBe('/');
  });

  test('who leaves the project is out within five seconds, WebSockets and streams too', async () => {
    const leaver = await world.people.person('Bob', { member: { academy: { role: 'viewer' } } });
    const cookie = await passOf((await leaver.signIn()).cookie);
    const socket = webSocket(cookie);
    await once(socket, 'message');
    const stream = await open(world.port, '/events', { headers: { cookie } });
    stream.on('error', () => undefined).resume();
    const cut = Promise.all([once(socket, 'close'), new Promise((resolve) => stream.once('close', resolve))]);
    const staying = webSocket(await passOf(session));
    await once(staying, 'message');

    await world.database.kysely.deleteFrom('members').where('person_id', '=', Number(leaver.id)).execute();

    const began = performance.now();
    await cut;
    expect(performance.now() - began).toBeLessThan(5_000);
    expect((await ask(world.port, '/', { headers: { cookie } })).status).toBe(401);
    expect(staying.readyState).toBe(Socket.OPEN);
    staying.terminate();
  });

  test('who signs out of the dashboard is out', async () => {
    const { cookie: dashboard, sessionId } = await member.signIn();
    const cookie = await passOf(dashboard);
    await world.database.kysely.deleteFrom('sessions').where('id', '=', Number(sessionId)).execute();

    await until(
      'being out',
      async () => (await ask(world.port, '/', { headers: { cookie } })).status === 401,
    );
  });

  test('is not acted for by the page of another environment', async () => {
    const cookie = await passOf(session);
    const from = (host: string) => ({ cookie, origin: `http://${host}:${world.port}` });
    const post = (host: string) => ask(world.port, '/', { method: 'POST', headers: from(host) });
    const [, refused] = await once(webSocket(cookie, from('lab.localhost').origin), 'unexpected-response');

    expect((await post('lab.localhost')).status).toBe(403);
    expect((await post('unknown.localhost')).status).toBe(403);
    expect((await post('shop.localhost')).status).toBe(200);
    expect((await post('web--shop.localhost')).status).toBe(200);
    expect(refused.statusCode).toBe(403);
  });
});

describe('addresses', () => {
  test('that are allowed need nothing else', async () => {
    set({ allowedAddresses: ['10.0.0.0/8', '127.0.0.1'] });

    expect((await ask(world.port, '/')).status).toBe(200);
  });

  test('are not believed to whom is no proxy of ours', async () => {
    set({ allowedAddresses: ['10.0.0.0/8'] });

    expect((await ask(world.port, '/', { headers: { 'x-forwarded-for': '10.1.1.1' } })).status).toBe(401);
  });
});

describe('a share link', () => {
  const place = { project: 'academy', environment: 'shop' };
  const make = async (body: { label?: string; password?: string; expiresAt?: string } = {}) =>
    world.client(session).call(createLink, { params: place, body });
  const pathOf = ({ url }: { url: string }): string => new URL(url).pathname;
  const list = async () => (await world.client(session).call(listLinks, { params: place })).items;

  test('opens one environment without an account, and counts', async () => {
    const link = await make({ label: 'for the board' });
    const opened = await ask(world.port, pathOf(link), { headers: asPage });
    const cookie = cookieIn(opened, 'slipway-preview');

    expect(link.url).toMatch(
      new RegExp(`^http://shop.localhost:${world.port}/__slipway/share/\\d+\\.[\\w-]{43}$`),
    );
    expect(opened.status).toBe(303);
    expect(opened.headers).toMatchObject({
      location: '/',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect((await ask(world.port, '/', { headers: { cookie } })).status).toBe(200);
    expect((await ask(world.port, '/', { host: 'lab.localhost', headers: { cookie } })).status).toBe(401);
    expect((await ask(world.port, '/', { host: 'web--shop.localhost', headers: { cookie } })).status).toBe(
      401,
    );
    const [listed] = await list();
    expect(listed).toMatchObject({ id: link.id, url: link.url, uses: 1, createdBy: 'Ada' });
    expect(listed?.lastUsedAt).not.toBeNull();
  });

  test('that was revoked cuts whoever is in, at once', async () => {
    const link = await make();
    const cookie = cookieIn(await ask(world.port, pathOf(link)), 'slipway-preview');
    const socket = webSocket(cookie);
    await once(socket, 'message');
    const cut = once(socket, 'close');

    await world.client(session).call(revokeLink, { params: { ...place, link: link.id } });

    await cut;
    expect((await ask(world.port, '/', { headers: { cookie } })).status).toBe(401);
    const page = await ask(world.port, pathOf(link), { headers: asPage });
    expect(page.status).toBe(410);
    expect(page.body).toMatch(/no longer open[\s\S]*Ask <strong>Ada<\/strong>/);
  });

  test('that has expired opens nothing', async () => {
    const link = await make({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const cookie = cookieIn(await ask(world.port, pathOf(link)), 'slipway-preview');
    await world.database.kysely
      .updateTable('share_links')
      .set({ expires_at: new Date(Date.now() - 1) })
      .where('id', '=', Number(link.id))
      .execute();

    expect((await ask(world.port, pathOf(link), { headers: asPage })).body).toContain(
      'This link has expired',
    );
    await until(
      'being out',
      async () => (await ask(world.port, '/', { headers: { cookie } })).status === 401,
    );
  });

  test('asks for its password, a few times', async () => {
    const link = await make({ password: 'open sesame' });
    const form = { ...asPage, 'content-type': 'application/x-www-form-urlencoded' };
    const send = (password: string, headers = {}) =>
      ask(world.port, pathOf(link), {
        ...{ method: 'POST', headers: { ...form, ...headers }, body: `password=${password}` },
      });

    expect((await ask(world.port, pathOf(link), { headers: asPage })).body).toContain(
      'This preview has a password',
    );
    expect((await send('wrong')).status).toBe(403);
    expect((await send('open+sesame', { 'sec-fetch-site': 'cross-site' })).status).toBe(404);
    const right = await send('open+sesame');
    expect(right.status).toBe(303);
    expect(cookieIn(right, 'slipway-preview')).not.toBe('');
    const after = [];
    for (let attempt = 0; attempt < 5; attempt += 1) after.push((await send('wrong')).status);
    expect(after).toContain(429);
  });

  test.each([
    (token: string) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    (token: string) => token.replace(/^\d+/, '999999'),
    () => '1',
    () => `1.${'A'.repeat(43)}`,
    () => '..%2f..%2f',
  ])('that was changed (%#) is none', async (change) => {
    const token =
      pathOf(await make())
        .split('/')
        .at(-1) ?? '';

    const answer = await ask(world.port, `/__slipway/share/${change(token)}`, { headers: asPage });

    expect([400, 404]).toContain(answer.status);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  test('of one environment opens no other', async () => {
    const path = pathOf(await make());

    expect((await ask(world.port, path, { host: 'lab.localhost', headers: asPage })).status).toBe(404);
  });

  test.each([
    { is: 'a preview bot', asked: { headers: { ...asPage, 'user-agent': 'Slackbot-LinkExpanding 1.0' } } },
    { is: 'HEAD', asked: { method: 'HEAD', headers: asPage } },
    { is: 'a prefetch', asked: { headers: { ...asPage, 'sec-purpose': 'prefetch;prerender' } } },
  ])('is not used by $is', async ({ asked }) => {
    const link = await make();

    const answer = await ask(world.port, pathOf(link), asked);

    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.body).not.toMatch(/shop/i);
    expect((await list()).find(({ id }) => id === link.id)?.uses).toBe(0);
  });

  test('is a change of its environment, and its token nowhere in it', async () => {
    const link = await make({ label: 'audited', password: 'secret word' });
    const rows = await world.database.kysely
      .selectFrom('changes')
      .innerJoin('change_contents', 'change_contents.change_id', 'changes.id')
      .select(['action', 'subject', 'key', 'after'])
      .orderBy('changes.id', 'desc')
      .limit(1)
      .execute();

    expect(rows).toMatchObject([
      {
        action: 'share',
        subject: 'environment',
        key: 'shop',
        after: { link: { id: link.id, hasPassword: true } },
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain(pathOf(link).split('.')[1]);
    expect(JSON.stringify(rows)).not.toContain('secret word');
  });

  test('cannot live for ever, nor begin in the past', async () => {
    for (const expiresAt of ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z'])
      await expect(make({ expiresAt })).rejects.toMatchObject({ problem: { code: 'invalid-request' } });
  });
});

function webSocket(cookie: string, origin?: string): WebSocket {
  return new Socket(`ws://127.0.0.1:${world.port}/live`, {
    headers: { host: `shop.localhost:${world.port}`, cookie, ...(origin === undefined ? {} : { origin }) },
  });
}
