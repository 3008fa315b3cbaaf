import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import {
  ask,
  asPage,
  type GatewayWorld,
  open,
  routeTo,
  startGatewayWorld,
  startUpstream,
  type Upstream,
} from '../../../../test/support/gateway.ts';
import { until } from '../../../../test/support/until.ts';
import type { GatewayRoute } from './index.ts';

let world: GatewayWorld;
let web: Upstream;
let sockets: WebSocketServer;
let id = 100;

beforeAll(async () => {
  world = await startGatewayWorld({ holdMs: 1_500 });
  web = await startUpstream();
  sockets = new WebSocketServer({ server: web.server });
  sockets.on('connection', (socket) => socket.send('hello'));
});
afterAll(async () => {
  sockets.close();
  await world.close();
  await web.close();
});
beforeEach(() => {
  // Each test has an environment of its own, so that nothing of the one before is counted.
  id += 1;
  world.routes.woken.length = 0;
  web.requests.length = 0;
  set({ state: 'sleeping', sleep: 'stopped' });
});

function set(more: Partial<GatewayRoute> = {}): void {
  world.routes.set(routeTo(web.port, { hostedId: id, ...more }));
}

const at = (second: number): string =>
  new Date(Date.parse('2026-11-23T12:00:00Z') + second * 1000).toISOString();
const steps: GatewayRoute['steps'] = [
  {
    name: 'build',
    service: 'web',
    state: 'done',
    startedAt: at(0),
    endedAt: at(4.2),
    detail: 'from cache',
    log: 'a',
  },
  {
    name: 'start',
    service: 'web',
    state: 'failed',
    startedAt: at(5),
    endedAt: at(6),
    detail: null,
    log: 'b',
  },
];

describe('a page of an environment that sleeps', () => {
  test('is answered at once by one that waits, and wakes it', async () => {
    const page = await ask(world.port, '/cart', { headers: asPage });

    expect(page.status).toBe(503);
    expect(page.headers).toMatchObject({
      'retry-after': '1',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
    });
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'nonce-[^']+'; style-src 'nonce-/,
    );
    expect(page.body).toContain('Shop is waking up');
    expect(page.body).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
    await until('the wake', () => world.routes.woken.includes(id));
  });

  test('wakes it once for many who come together', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask(world.port, '/', { headers: asPage })));
    await until('the wake', () => world.routes.woken.length > 0);

    expect(world.routes.woken).toEqual([id]);
  });

  test('shows real steps with their times, and what it took the last time', async () => {
    set({ state: 'starting', steps: steps.slice(0, 1), lastReadyMs: 2_400 });

    const { body } = await ask(world.port, '/', { headers: asPage });

    expect(body).toMatch(/Build <strong>web<\/strong>\s*<small>from cache<\/small>/);
    expect(body).toContain('<time>4.2 s</time>');
    expect(body).toContain('Last time this took 2.4 s.');
  });

  test('shows its place in the queue', async () => {
    set({ state: 'queued', queue: { position: 3, because: 'two environments are being built' } });

    expect((await ask(world.port, '/', { headers: asPage })).body).toContain(
      '2 before it. Two environments are being built.',
    );
  });

  test('follows what happens until it is up', async () => {
    const events = await open(world.port, '/__slipway/status');
    let told = '';
    events.setEncoding('utf8').on('data', (part: string) => {
      told += part;
    });
    const ended = once(events, 'end');
    await until('the first event', () => told.includes('waking up'));
    set({ state: 'building', steps: steps.slice(0, 1) });
    await until('the next event', () => told.includes('is being built'));
    set();
    await ended;

    expect(events.headers['content-type']).toBe('text/event-stream');
    expect(told).toMatch(/data: \{"isOver":true,"html":""\}\n\n$/);
    expect(world.routes.woken).toEqual([]);
  });

  test('has nothing of a name as markup', async () => {
    set({ state: 'starting', name: '<img src=x onerror=alert(1)>' });

    expect((await ask(world.port, '/', { headers: asPage })).body).not.toContain('<img');
  });
});

describe('what is no page', () => {
  test('waits until the environment is up, body and all', async () => {
    const answer = ask(world.port, '/orders', { method: 'POST', body: 'order' });
    await until('the wake', () => world.routes.woken.includes(id));
    expect(web.requests).toEqual([]);
    set();

    expect((await answer).body).toBe('POST /orders');
    expect(web.requests[0]?.body).toBe('order');
  });

  test('waits as a WebSocket too', async () => {
    const socket = new Socket(`ws://127.0.0.1:${world.port}/`, { headers: { host: 'shop.localhost' } });
    await until('the wake', () => world.routes.woken.includes(id));
    set();
    const [hello] = await once(socket, 'message');
    socket.terminate();

    expect(String(hello)).toBe('hello');
  });

  test('is told to come again when it takes too long', async () => {
    const answer = await ask(world.port, '/orders');

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'environment-not-up' });
  });

  test('is told so as soon as it fails', async () => {
    const answer = ask(world.port, '/orders');
    await until('the wake', () => world.routes.woken.includes(id));
    set({ state: 'failed', failure: 'it broke' });

    expect((await answer).body).toContain('could not be brought up');
  });
});

describe('an environment that failed', () => {
  test('is not woken, and to guests it is being repaired', async () => {
    set({ state: 'failed', steps, failure: 'Error: no DATABASE_URL' });

    const page = await ask(world.port, '/', { headers: asPage });

    expect(page.status).toBe(503);
    expect(page.body).toContain('Shop is being repaired');
    expect(page.body).not.toContain('DATABASE_URL');
    expect(world.routes.woken).toEqual([]);
  });
});

describe('nothing is woken by', () => {
  test.each([
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'facebookexternalhit/1.1',
    'Twitterbot/1.0',
    'WhatsApp/2.23.20.0',
    'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
    'LinkedInBot/1.0',
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'TelegramBot (like TwitterBot)',
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5',
  ])('%s, who is told no name but a public one', async (agent) => {
    const headers = { ...asPage, 'user-agent': agent };
    const open = await ask(world.port, '/', { headers });
    set({ state: 'sleeping', sleep: 'stopped', access: 'members' });
    const closed = await ask(world.port, '/', { headers });

    expect(open.body).toContain('<title>Shop</title>');
    expect(closed.body).toContain('<title>Preview</title>');
    expect(closed.body).not.toMatch(/shop/i);
    expect(closed.body).toContain('noindex');
    expect(world.routes.woken).toEqual([]);
  });

  test.each([
    { is: 'HEAD', asked: { method: 'HEAD', headers: asPage } },
    { is: 'a prefetch', asked: { headers: { ...asPage, 'sec-purpose': 'prefetch' } } },
    { is: 'an older prefetch', asked: { headers: { ...asPage, purpose: 'prefetch' } } },
  ])('$is', async ({ asked }) => {
    expect((await ask(world.port, '/', asked)).status).toBe(503);
    expect(world.routes.woken).toEqual([]);
  });

  test('somebody without access', async () => {
    set({ state: 'sleeping', sleep: 'stopped', access: 'members' });
    await ask(world.port, '/', { headers: asPage });
    await ask(world.port, '/');

    expect(world.routes.woken).toEqual([]);
  });
});

describe('who looks', () => {
  test('is counted while a connection is open, and a minute longer', async () => {
    set();
    const socket = new Socket(`ws://127.0.0.1:${world.port}/`, { headers: { host: 'shop.localhost' } });
    await once(socket, 'message');
    await ask(world.port, '/');

    const seen = await until('being counted', () =>
      world.routes.seen.find(({ hostedId }) => hostedId === id),
    );
    socket.terminate();

    expect(seen.viewers).toBe(1);
    expect(Date.now() - seen.lastAt.getTime()).toBeLessThan(10_000);
  });

  test('is nobody when it is a robot or asks for the headers only', async () => {
    set();
    await ask(world.port, '/', { headers: { ...asPage, 'user-agent': 'Slackbot 1.0' } });
    await ask(world.port, '/', { method: 'HEAD' });
    const mine = id;
    id += 1;
    set();
    await ask(world.port, '/');
    await until('the next being counted', () => world.routes.seen.some(({ hostedId }) => hostedId === id));

    expect(world.routes.seen.filter(({ hostedId }) => hostedId === mine)).toEqual([]);
  });
});

describe('an environment of another node', () => {
  let other: GatewayWorld;
  beforeAll(async () => {
    other = await startGatewayWorld();
    other.routes.set(routeTo(web.port));
  });
  afterAll(() => other.close());

  test('is asked there, with the host that was asked for', async () => {
    set({ elsewhere: { host: '127.0.0.1', port: other.port } });

    expect((await ask(world.port, '/there')).body).toBe('GET /there');
    expect(web.requests[0]?.headers.host).toBe(`shop.localhost:${world.port}`);
  });

  test('that thinks it is here does not send requests in circles', async () => {
    set({ elsewhere: { host: '127.0.0.1', port: world.port } });

    expect((await ask(world.port, '/there')).status).toBe(508);
  });
});
