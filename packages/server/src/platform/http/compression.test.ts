import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { endpoint } from '@slipway/api';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLog } from '../log/index.ts';
import { codingOf, compress } from './compression.ts';
import { type App, createApp, nobody, rawRoute, route } from './index.ts';

const base = { tag: 'things', summary: 'Things', permission: 'public', status: 200, fails: [] } as const;
const Reply = z.object({ text: z.string() });
const getLong = endpoint({ ...base, id: 'getLong', method: 'get', path: '/api/v1/long', reply: Reply });
const getShort = endpoint({ ...base, id: 'getShort', method: 'get', path: '/api/v1/short', reply: Reply });
const postThing = endpoint({
  ...base,
  id: 'postThing',
  method: 'post',
  path: '/api/v1/things',
  body: z.strictObject(Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`field${at}`, z.string()]))),
  reply: Reply,
});
const getEvents = endpoint({
  ...base,
  id: 'getEvents',
  method: 'get',
  path: '/api/v1/events',
  produces: 'text/event-stream',
});
const getPage = endpoint({ ...base, id: 'getPage', method: 'get', path: '/page', produces: 'text/html' });

const long = { text: 'lorem ipsum '.repeat(1_000) };

const apps: App[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

function appWithThings(): App {
  const gate = {
    authenticate: () => Promise.resolve({ principal: nobody, setCookie: null }),
    authorise: () => undefined,
  };
  const app = createApp({ log: createLog('silent'), gate, isStrict: true });
  apps.push(app);
  route(app, getLong, () => ({ body: long, etag: '"r7"' }));
  route(app, getShort, () => ({ body: { text: 'short' } }));
  route(app, postThing, () => ({ body: { text: '' } }));
  rawRoute(app, getPage, ({ reply }) => void reply.type('text/html').send(`<p>${long.text}`));
  rawRoute(app, getEvents, ({ reply }) => {
    reply.type('text/event-stream').send(`data: ${long.text}\n\n`);
  });
  return app;
}

const asBrowser = { 'accept-encoding': 'gzip, deflate, br, zstd' };

describe('an answer', () => {
  test.each([
    { accepted: asBrowser['accept-encoding'], coding: 'br', plain: brotliDecompressSync },
    { accepted: 'gzip, deflate', coding: 'gzip', plain: gunzipSync },
  ])('that is long comes as $coding to who takes $accepted', async ({ accepted, coding, plain }) => {
    const answer = await appWithThings().inject({
      url: getLong.path,
      headers: { 'accept-encoding': accepted },
    });

    expect(answer.headers).toMatchObject({ 'content-encoding': coding, vary: 'accept-encoding' });
    expect(JSON.parse(plain(answer.rawPayload).toString())).toEqual(long);
    expect(answer.rawPayload.length).toBeLessThan(300);
  });

  test('keeps the ETag that a write has to name', async () => {
    const answer = await appWithThings().inject({ url: getLong.path, headers: asBrowser });

    expect(answer.headers.etag).toBe('"r7"');
  });

  test.each([
    { is: 'short', url: getShort.path, headers: asBrowser },
    { is: 'for who takes no coding', url: getLong.path, headers: {} },
    { is: 'a stream of events', url: getEvents.path, headers: asBrowser },
  ])('that is $is comes as it is', async ({ url, headers }) => {
    const answer = await appWithThings().inject({ url, headers });

    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-encoding']).toBe(undefined);
  });

  test('to HEAD has the headers of GET and no body', async () => {
    for (const url of [getLong.path, getPage.path]) {
      const app = appWithThings();
      const got = await app.inject({ url, headers: asBrowser });
      const head = await app.inject({ method: 'HEAD', url, headers: asBrowser });

      expect(head.statusCode).toBe(200);
      expect(head.headers['content-encoding']).toBe(got.headers['content-encoding']);
      expect(head.rawPayload.length).toBe(0);
    }
  });

  test('that is a long page or a long problem is compressed too', async () => {
    const app = appWithThings();
    const page = await app.inject({ url: getPage.path, headers: asBrowser });
    const problem = await app.inject({
      method: 'POST',
      url: postThing.path,
      headers: { ...asBrowser, 'content-type': 'application/json' },
      payload: '{}',
    });

    expect(page.headers['content-encoding']).toBe('br');
    expect(problem.statusCode).toBe(400);
    expect(problem.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'application/problem+json; charset=utf-8',
    });
    expect(JSON.parse(brotliDecompressSync(problem.rawPayload).toString()).errors).toHaveLength(60);
  });
});

test('a body that is sent compressed is not unpacked', async () => {
  const bomb = await compress(Buffer.from(JSON.stringify({ field0: 'x'.repeat(500_000) })), 'gzip');
  const answer = await appWithThings().inject({
    method: 'POST',
    url: postThing.path,
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    payload: bomb,
  });

  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'malformed-json' });
});

describe('the coding of an answer', () => {
  test.each([
    { accepted: 'gzip, deflate, br, zstd', coding: 'br' },
    { accepted: 'GZIP;q=1', coding: 'gzip' },
    { accepted: 'br;q=0, gzip;q=0.001', coding: 'gzip' },
    { accepted: '*', coding: 'br' },
    { accepted: 'br;q=nonsense', coding: null },
    { accepted: 'identity', coding: null },
    { accepted: '', coding: null },
    { accepted: undefined, coding: null },
  ])('for "$accepted" is $coding', ({ accepted, coding }) => {
    expect(codingOf(accepted)).toBe(coding);
  });
});
