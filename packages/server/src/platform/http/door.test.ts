import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { endpoint, type ProblemCode, ProblemError } from '@slipway/api';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '../log/index.ts';
import type { Authenticated, Credentials } from './gate.ts';
import { type App, type AppOptions, createApp, createLimits, nobody, rawRoute, route } from './index.ts';
import { networkOf } from './limits.ts';

const Reply = z.object({ ok: z.boolean() });
const common = { tag: 'x', summary: 'x', permission: 'flag:write', status: 200, fails: [] } as const;
const path = '/api/v1/projects/:project/things';
const readThing = endpoint({ ...common, id: 'readThing', method: 'get', path, reply: Reply });
const writeThing = endpoint({
  ...common,
  id: 'writeThing',
  method: 'post',
  path,
  body: z.strictObject({ name: z.string().optional() }),
  reply: Reply,
});
const killFlag = endpoint({ ...common, id: 'killFlag', method: 'post', path: `${path}/kill`, reply: Reply });
const signIn = endpoint({
  ...common,
  id: 'signIn',
  method: 'post',
  path: '/api/v1/session',
  permission: 'public',
  body: z.strictObject({ email: z.string() }),
  reply: Reply,
});
const streamRuleset = endpoint({
  ...common,
  id: 'stream',
  method: 'get',
  path: '/sdk/v1/stream',
  reply: Reply,
});
const page = endpoint({
  ...common,
  id: 'page',
  method: 'get',
  path: '/page',
  permission: 'public',
  produces: 'text/html',
});

const apps: App[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

/** A cookie is a session, a bearer token a token; each stands for its own account. */
async function authenticate({ authorization, cookies }: Credentials): Promise<Authenticated> {
  if (authorization !== undefined) return { principal: { ...nobody, id: authorization }, setCookie: null };
  const principal = { ...nobody, kind: 'person' as const, id: cookies ?? '', sessionId: '1' };
  return { principal, setCookie: cookies === 'slipway=old' ? 'slipway=new' : null };
}

function appWith(options: Partial<AppOptions> = {}): App {
  const gate = { authenticate, authorise: () => undefined };
  const app = createApp({ log: createLog('silent'), gate, isStrict: true, ...options });
  apps.push(app);
  const ok = () => ({ body: { ok: true } });
  for (const each of [readThing, writeThing, killFlag, streamRuleset]) route(app, each, ok);
  route(app, signIn, ok);
  rawRoute(app, page, async ({ reply }) => void (await reply.type('text/html').send('<!doctype html>')));
  return app;
}

const url = '/api/v1/projects/academy/things';
const json = { 'content-type': 'application/json' };
const token = { authorization: 'Bearer one' };
const cookie = { cookie: 'slipway=secret' };

interface Asked {
  given: string;
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  url?: string;
  code?: ProblemCode;
}

async function codeOf(app: App, { method = 'POST', headers, url: target = url }: Asked): Promise<unknown> {
  const payload = method === 'POST' ? { payload: '{}' } : {};
  const answer = await app.inject({ method, url: target, headers: { ...json, ...headers }, ...payload });
  return answer.statusCode < 300 ? undefined : answer.json().code;
}

describe('a request with a session’s cookie', () => {
  const own = 'http://localhost:4400';
  const host = 'localhost:4400';

  test.each<Asked>([
    { given: 'that reads', method: 'GET', headers: { ...cookie, host } },
    { given: 'from our own page', headers: { ...cookie, host, origin: own } },
    { given: 'from our own page, by its referer', headers: { ...cookie, host, referer: `${own}/flags?x=1` } },
    { given: 'from nowhere', headers: { ...cookie, host }, code: 'origin-refused' },
    {
      given: 'from another site',
      headers: { ...cookie, host, origin: 'https://evil.example' },
      code: 'origin-refused',
    },
    {
      given: 'from another port',
      headers: { ...cookie, host, origin: 'http://localhost:4401' },
      code: 'origin-refused',
    },
    { given: 'from a sandboxed page', headers: { ...cookie, host, origin: 'null' }, code: 'origin-refused' },
    {
      given: 'from a name that begins like ours',
      headers: { ...cookie, host, origin: 'http://localhost:4400.evil.example' },
      code: 'origin-refused',
    },
    {
      given: 'by the referer of another site',
      headers: { ...cookie, host, referer: 'https://evil.example/localhost:4400' },
      code: 'origin-refused',
    },
    {
      given: 'as a form',
      headers: { ...cookie, host, origin: own, 'content-type': 'application/x-www-form-urlencoded' },
      code: 'unsupported-media-type',
    },
    {
      given: 'as plain text',
      headers: { ...cookie, host, origin: own, 'content-type': 'text/plain' },
      code: 'unsupported-media-type',
    },
  ])('$given is answered $code', async (asked) => {
    expect(await codeOf(appWith(), asked)).toBe(asked.code);
  });

  test.each<Asked>([
    { given: 'its published origin', headers: { origin: 'https://slipway.example' } },
    {
      given: 'the same name without TLS',
      headers: { origin: 'http://slipway.example' },
      code: 'origin-refused',
    },
    { given: 'a name below', headers: { origin: 'https://a.slipway.example' }, code: 'origin-refused' },
  ])('behind a proxy comes from $given', async ({ headers, ...asked }) => {
    const app = appWith({ publicUrl: 'https://slipway.example' });

    expect(await codeOf(app, { ...asked, headers: { ...cookie, host: 'slipway.example', ...headers } })).toBe(
      asked.code,
    );
  });

  test('gets the cookie that takes its place', async () => {
    const answer = await appWith().inject({ url, headers: { cookie: 'slipway=old' } });

    expect(answer.headers['set-cookie']).toBe('slipway=new');
  });
});

describe('a request with a token', () => {
  test('comes from anywhere: nobody sends it unawares', async () => {
    const headers = { ...token, ...cookie, origin: 'https://evil.example' };

    expect(await codeOf(appWith(), { given: '', headers })).toBeUndefined();
  });
});

describe('signing in', () => {
  test('is refused to pages of other sites, and open to programs', async () => {
    const app = appWith();
    const send = async (headers: Record<string, string>) =>
      (
        await app.inject({
          method: 'POST',
          url: '/api/v1/session',
          headers: { ...json, ...headers },
          payload: '{"email":"a@b.example"}',
        })
      ).statusCode;

    expect(await send({})).toBe(200);
    expect(await send({ origin: 'https://evil.example' })).toBe(403);
  });

  test('takes no more than 16 KB from who has not said who they are', async () => {
    const payload = JSON.stringify({ email: 'x'.repeat(20_000) });
    const answer = await appWith().inject({ method: 'POST', url: '/api/v1/session', headers: json, payload });

    expect(answer.json()).toMatchObject({
      code: 'body-too-large',
      detail: expect.stringContaining('larger than 16 KB'),
    });
  });
});

describe('the name in Host', () => {
  test.each([
    { host: 'localhost' },
    { host: 'LOCALHOST:4400' },
    { host: '127.0.0.1:1' },
    { host: '[::1]:4400' },
    { host: 'slipway.example' },
    { host: 'slipway.example.:443' },
    { host: 'inside.example' },
    { host: 'evil.example', code: 'host-refused' },
    { host: 'slipway.example.evil.example', code: 'host-refused' },
    { host: 'localhost.evil.example', code: 'host-refused' },
    { host: '127.0.0.1.evil.example', code: 'host-refused' },
    { host: '10.0.0.7', code: 'host-refused' },
    { host: 'user@localhost', code: 'host-refused' },
    { host: ' ', code: 'host-refused' },
  ])('$host is answered $code', async ({ host, code }) => {
    const app = appWith({ publicUrl: 'https://slipway.example', hosts: ['inside.example'] });

    expect(await codeOf(app, { given: host, method: 'GET', headers: { ...token, host } })).toBe(code);
    // Where no route is as well.
    const missing = await app.inject({ url: '/nowhere', headers: { host } });
    expect(missing.json().code).toBe(code ?? 'route-not-found');
  });

  test('is refused before anybody is asked who they are', async () => {
    const authenticate = () => Promise.reject(new Error('Nobody may ask.'));
    const app = appWith({ gate: { authenticate, authorise: () => undefined } });

    expect((await app.inject({ url, headers: { host: 'evil.example' } })).statusCode).toBe(421);
  });

  test('may be any on the delivery listener', async () => {
    expect(
      await codeOf(appWith({ hosts: null }), {
        given: '',
        method: 'GET',
        headers: { ...token, host: 'slipway.internal' },
      }),
    ).toBeUndefined();
  });

  test('counts as a trusted proxy forwards it, and from nobody else', async () => {
    const headers = { ...token, host: 'localhost', 'x-forwarded-host': 'evil.example' };
    const asked: Asked = { given: '', method: 'GET', headers };

    expect(await codeOf(appWith({ trustProxy: ['127.0.0.1'] }), asked)).toBe('host-refused');
    expect(await codeOf(appWith(), asked)).toBeUndefined();
  });
});

describe('limits', () => {
  let now = 0;
  const limited = () =>
    appWith({ limits: createLimits({ perSecond: 1, signInsPerMinute: 2, now: () => now }) });
  const times = async (count: number, send: () => Promise<{ statusCode: number }>) => {
    const statuses: number[] = [];
    for (let time = 0; time < count; time += 1) statuses.push((await send()).statusCode);
    return statuses;
  };

  test('let one account send 20 at once and then one a second, and say when', async () => {
    const app = limited();
    const send = (authorization = 'Bearer one') => app.inject({ url, headers: { authorization } });

    expect(await times(21, () => send())).toEqual([...Array(20).fill(200), 429]);
    const refused = await send();
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.json()).toMatchObject({
      code: 'too-many-requests',
      detail: expect.stringContaining('1 second'),
    });
    expect((await send('Bearer two')).statusCode).toBe(200);
    now += 1000;
    expect(await times(2, () => send())).toEqual([200, 429]);
  });

  test('let one address send five times as much, whoever asks', async () => {
    const app = limited();
    let account = 0;
    const send = () => app.inject({ url, headers: { authorization: `Bearer ${account++}` } });

    expect((await times(101, send)).indexOf(429)).toBe(100);
    expect((await app.inject({ url, remoteAddress: '10.0.0.9', headers: token })).statusCode).toBe(200);
  });

  test('never keep anybody from killing a flag', async () => {
    const app = limited();
    await times(120, () => app.inject({ url, headers: token }));
    const kill = () => app.inject({ method: 'POST', url: `${url}/kill`, headers: token });

    expect((await app.inject({ url, headers: token })).statusCode).toBe(429);
    expect(new Set(await times(200, kill))).toEqual(new Set([200]));
  });

  test('keep those out who cannot kill before they are looked up, and nobody else', async () => {
    const asked: string[] = [];
    const app = appWith({
      limits: createLimits({ perSecond: 1, signInsPerMinute: 2, now: () => now }),
      gate: {
        authorise: () => undefined,
        async authenticate(credentials) {
          asked.push(credentials.authorization ?? '');
          if (credentials.authorization?.startsWith('Bearer wrong'))
            throw new ProblemError('unauthenticated', 'Nobody.');
          return authenticate(credentials);
        },
      },
    });
    const kill = (authorization: string) =>
      app.inject({ method: 'POST', url: `${url}/kill`, headers: { authorization } });
    await app.inject({ url, headers: { authorization: 'Bearer on-call' } });
    expect(new Set(await times(150, () => kill('Bearer robot')))).toEqual(new Set([200]));

    const flood = await times(120, () => kill('Bearer wrong'));

    expect(flood).toEqual([...Array(100).fill(401), ...Array(20).fill(429)]);
    expect(asked.filter((credential) => credential === 'Bearer wrong')).toHaveLength(100);
    expect((await kill('Bearer wrong')).headers['retry-after']).toBe('1');
    expect(new Set(await times(150, () => kill('Bearer on-call')))).toEqual(new Set([200]));
    now += 1000;
    expect((await kill('Bearer somebody new')).statusCode).toBe(200);
  });

  test('let a credential that no longer holds past no more', async () => {
    let isRevoked = false;
    const app = appWith({
      limits: createLimits({ perSecond: 1, signInsPerMinute: 2, now: () => now }),
      gate: {
        authorise: () => undefined,
        async authenticate(credentials) {
          if (isRevoked) throw new ProblemError('unauthenticated', 'It was revoked.');
          return authenticate(credentials);
        },
      },
    });
    const kill = () => app.inject({ method: 'POST', url: `${url}/kill`, headers: token });
    expect(new Set(await times(150, kill))).toEqual(new Set([200]));
    isRevoked = true;

    const flood = await times(120, kill);

    // The first one is what tells that it holds no more.
    expect(flood).toEqual([...Array(101).fill(401), ...Array(19).fill(429)]);
  });

  test('of SDKs are their own', async () => {
    const app = limited();
    await times(120, () => app.inject({ url, headers: token }));

    expect(new Set(await times(190, () => app.inject({ url: '/sdk/v1/stream', headers: token })))).toEqual(
      new Set([200]),
    );
  });

  test('of signing in are strict, by account and by address', async () => {
    const app = limited();
    const send = (email: string, remoteAddress = '10.0.0.1') =>
      app.inject({
        method: 'POST',
        url: '/api/v1/session',
        remoteAddress,
        headers: json,
        payload: JSON.stringify({ email }),
      });

    expect(await times(3, () => send('ada@example.com'))).toEqual([200, 200, 429]);
    // From elsewhere and in another spelling it is still the same account.
    expect((await send(' Ada@Example.COM', '10.0.0.2')).statusCode).toBe(429);
    let other = 0;
    expect(await times(8, () => send(`${other++}@example.com`))).toEqual([...Array(7).fill(200), 429]);
    now += 30_000;
    expect((await send('ada@example.com', '10.0.0.3')).statusCode).toBe(200);
  });

  test('of 0 are none', async () => {
    const app = appWith({ limits: createLimits({ perSecond: 0, signInsPerMinute: 0 }) });

    expect(new Set(await times(300, () => app.inject({ url, headers: token })))).toEqual(new Set([200]));
  });

  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:0:1:aaaa::1', '2001:db8:0:1'],
    ['2001:0db8:0000:0001::2', '2001:db8:0:1'],
    ['::1', '0:0:0:0'],
  ])('count %s as %s', (address, expected) => {
    expect(networkOf(address)).toBe(expected);
  });
});

describe('every answer', () => {
  test('tells browsers what they may do with it', async () => {
    const { headers } = await appWith({ publicUrl: 'https://slipway.example' }).inject({
      url,
      headers: { ...token, host: 'slipway.example' },
    });

    expect(headers).toMatchObject({
      'strict-transport-security': 'max-age=31536000',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  const policy = "default-src 'none'; frame-ancestors 'none'";

  test.each([
    { given: 'a path that cannot be read', path: '/api/v1/projects/%E0%A4%A/things' },
    { given: 'a part of a path that is too long', path: `/api/v1/projects/${'x'.repeat(600)}/things` },
    { given: 'an unknown path', path: '/nowhere' },
  ])('also to $given tells browsers so', async ({ path: asked }) => {
    const { headers, statusCode } = await appWith().inject({ url: asked, headers: token });

    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(headers).toMatchObject({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('also to what is no HTTP tells browsers so', async () => {
    const app = appWith();
    const address = await app.listen({ port: 0, host: '127.0.0.1' });

    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.end('no http\r\n\r\n');

    expect(await text(socket)).toContain(`content-security-policy: ${policy}\r\n`);
  });

  test('that there is no such path names the reference where there is one only', async () => {
    const detail = async (app: App) => (await app.inject({ url: '/nowhere', headers: token })).json().detail;
    const main = appWith();
    rawRoute(main, { ...page, id: 'getReference', path: '/reference' }, () => undefined);

    expect(await detail(appWith())).toBe('There is no /nowhere here.');
    expect(await detail(main)).toBe('There is no /nowhere here. /reference lists every route.');
  });

  test('that is a page runs our own scripts only, and none that stand in it', async () => {
    const policy = String((await appWith().inject({ url: '/page' })).headers['content-security-policy']);

    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src[^;]*(?:unsafe|\*|https?:)/);
  });
});
