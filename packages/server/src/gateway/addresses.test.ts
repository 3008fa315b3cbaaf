import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ask,
  asPage,
  cookieIn,
  type GatewayWorld,
  routeTo,
  startGatewayWorld,
  startUpstream,
  type Upstream,
} from '../../../../test/support/gateway.ts';
import { createPasses } from './passes.ts';
import { createGatewayUrls, domainsOf, ownPath } from './urls.ts';

const local = { gatewayPort: 4401, gatewayDomain: 'localhost', gatewayPublicUrl: null };
const published = { ...local, gatewayPublicUrl: 'https://previews.example.com' };

describe('addresses of an environment', () => {
  test.each([
    { place: local, url: 'http://shop.localhost:4401', domains: ['localhost'] },
    {
      place: published,
      url: 'https://shop.previews.example.com',
      domains: ['previews.example.com', 'localhost'],
    },
    {
      place: { ...local, gatewayPublicUrl: 'https://previews.example.com:8443' },
      url: 'https://shop.previews.example.com:8443',
      domains: ['previews.example.com', 'localhost'],
    },
  ])('are $url and its paths', ({ place, url, domains }) => {
    const urls = createGatewayUrls(place);

    expect(urls.urlOf('shop')).toBe(url);
    expect(urls.serviceUrlOf('shop', { path: '/' })).toBe(url);
    expect(urls.serviceUrlOf('shop', { path: '/api/' })).toBe(`${url}/api`);
    expect(urls.serviceUrlOf('shop', { path: null })).toBeNull();
    expect(domainsOf(place)).toEqual(domains);
  });

  test('have the port that was found where a free one was asked for', () => {
    const urls = createGatewayUrls({ ...local, gatewayPort: 0 });
    urls.listensOn(5_000);

    expect(urls.urlOf('shop')).toBe('http://shop.localhost:5000');
  });

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'x', '/a b', '/a\nb', '', null])(
    'are none at %j, which becomes the first page',
    (to) => expect(ownPath(to)).toBe('/'),
  );
});

describe('a pass', () => {
  const place = { slug: 'shop', hostedId: 1 };
  let now = Date.parse('2026-11-23T12:00:00Z');
  const passes = createPasses({ key: Buffer.alloc(32, 1), now: () => now });
  const member = { kind: 'member', personId: '7', sessionId: '9' } as const;

  test('says whose it is, for one environment, until it ends, with one key', () => {
    const value = passes.make(member, place, now + 60_000);
    const others = createPasses({ key: Buffer.alloc(32, 2), now: () => now });

    expect(passes.read(value, place)).toEqual(member);
    expect(passes.read(value, { ...place, hostedId: 2 })).toBeUndefined();
    expect(passes.read(value, { ...place, slug: 'lab' })).toBeUndefined();
    expect(passes.read(value.replace('m.7', 'm.8'), place)).toBeUndefined();
    expect(others.read(value, place)).toBeUndefined();
    now += 60_000;
    expect(passes.read(value, place)).toBeUndefined();
  });
});

describe('behind a proxy with TLS', () => {
  let world: GatewayWorld;
  let web: Upstream;
  const host = 'shop.previews.example.com';
  beforeAll(async () => {
    world = await startGatewayWorld({
      config: { gatewayPublicUrl: 'https://previews.example.com', trustProxy: ['127.0.0.0/8', '10.0.0.0/8'] },
    });
    web = await startUpstream();
    world.routes.set(routeTo(web.port));
  });
  afterAll(async () => {
    await world.close();
    await web.close();
  });

  test('services are told what the proxy says: protocol, host and the first address that is none of ours', async () => {
    const answer = await ask(world.port, '/', {
      host: 'inside.example',
      headers: {
        'x-forwarded-host': host,
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.0.0.3',
      },
    });

    expect(answer.status).toBe(200);
    expect(web.requests.at(-1)?.headers).toMatchObject({
      host,
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': host,
    });
  });

  test('cookies are for this very host and for TLS only', async () => {
    world.routes.set(routeTo(web.port, { access: 'members' }));

    const { headers } = await ask(world.port, '/', { host, headers: asPage });

    expect(cookieIn({ headers }, '__Host-slipway-entry')).not.toBe('');
    expect(headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });
});
