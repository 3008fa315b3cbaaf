import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { endpoint, type ProblemCode, ProblemError, problems } from '@slipway/api';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DatabaseUnavailable } from '../db/index.ts';
import { createLog } from '../log/index.ts';
import {
  type App,
  assertAllServed,
  createApp,
  type Gate,
  nobody,
  PROBLEM_TYPE,
  rawRoute,
  route,
} from './index.ts';

const path = '/api/v1/projects/:project/things/:thing';
const base = { path, tag: 'things', summary: 'A thing', permission: 'flag:write', status: 200 } as const;
const Reply = z.object({ seen: z.unknown() });
const putThing = endpoint({
  ...base,
  id: 'putThing',
  method: 'put',
  ifMatch: true,
  body: z.strictObject({
    name: z.string().min(1),
    rules: z
      .array(
        z.strictObject({
          serve: z.union([
            z.strictObject({ variant: z.string() }),
            z.strictObject({ split: z.strictObject({ by: z.string() }) }),
          ]),
        }),
      )
      .optional(),
  }),
  reply: Reply,
  fails: ['flag-not-found', 'precondition-required', 'precondition-failed'],
});
const getThing = endpoint({
  ...base,
  id: 'getThing',
  method: 'get',
  permission: 'public',
  query: z.strictObject({ limit: z.coerce.number().int().max(10).optional() }),
  reply: Reply,
  fails: [],
});
const deleteThing = endpoint({ ...base, id: 'deleteThing', method: 'delete', status: 204, fails: [] });

const open: Gate = {
  authenticate: () => Promise.resolve({ principal: nobody, setCookie: null }),
  authorise: () => undefined,
};
const shut: Gate = {
  authenticate: () => Promise.reject(new ProblemError('unauthenticated', 'No.')),
  authorise: () => undefined,
};

const apps: App[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

function appWith(gate: Gate = open, isStrict = true): App {
  const app = createApp({ log: createLog('silent'), gate, isStrict });
  apps.push(app);
  return app;
}

function appThat(throws: unknown, isStrict = true): App {
  const app = appWith(open, isStrict);
  route(app, getThing, () => Promise.reject(throws));
  return app;
}

function appWithThing(gate: Gate = open): App {
  const app = appWith(gate);
  route(app, putThing, ({ body, params, ifMatch, author }) => ({
    body: { seen: { body, params, ifMatch, author } },
    etag: '"r2"',
    versions: { production: 412, staging: 77 },
  }));
  route(app, getThing, ({ query }) => ({ body: { seen: query } }));
  route(app, deleteThing, () => ({ body: undefined }));
  return app;
}

const url = '/api/v1/projects/academy/things/one';
const json = { 'content-type': 'application/json', 'if-match': '"r1"' };

describe('a route', () => {
  test('gets what its schemas read and answers with ETag and versions', async () => {
    const app = appWithThing();

    const answer = await app.inject({
      method: 'PUT',
      url,
      headers: { ...json, 'user-agent': 'curl/8' },
      payload: '{"name":"x"}',
    });

    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ etag: '"r2"', 'slipway-version': 'production=412, staging=77' });
    expect(answer.json().seen).toEqual({
      body: { name: 'x' },
      params: { project: 'academy', thing: 'one' },
      ifMatch: '"r1"',
      author: { kind: 'token', id: '', name: 'nobody', origin: 'curl/8 from 127.0.0.1' },
    });
  });

  test('answers without a body where it has none', async () => {
    const answer = await appWithThing().inject({ method: 'DELETE', url });

    expect(answer.statusCode).toBe(204);
    expect(answer.body).toBe('');
  });

  test('lets nobody embed, sniff or cache its answer', async () => {
    const { headers } = await appWithThing().inject({ url });

    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('that declares no permission stops the server from starting', async () => {
    const app = appWith();

    const declare = (): unknown => app.get('/free-for-all', () => 'secret');

    expect(declare).toThrow('Route GET /free-for-all declares no permission');
  });

  test('that is missing stops the server from starting, unless a later version serves it', async () => {
    const app = appWith();
    route(app, getThing, () => ({ body: { seen: 1 } }));

    expect(() => assertAllServed(app, [getThing, putThing])).toThrow('No route serves putThing.');
    expect(() => assertAllServed(app, [getThing])).not.toThrow();
  });
});

interface Bad {
  given: string;
  method?: 'GET' | 'PUT' | 'DELETE' | 'POST';
  url?: string;
  headers?: Record<string, string>;
  payload?: string;
  code: ProblemCode;
  errors?: { path: string; message: unknown }[];
}

const badInput: Bad[] = [
  { given: 'malformed JSON', payload: '{"name":', code: 'malformed-json' },
  {
    given: 'a missing field',
    payload: '{}',
    code: 'invalid-request',
    errors: [{ path: 'name', message: expect.any(String) }],
  },
  {
    given: 'an unknown field',
    payload: '{"name":"x","nmae":"y"}',
    code: 'invalid-request',
    errors: [{ path: 'nmae', message: 'Unknown field.' }],
  },
  {
    given: 'a wrong field deep inside of a union',
    payload: '{"name":"x","rules":[{"serve":{"split":{"by":5}}}]}',
    code: 'invalid-request',
    errors: [{ path: 'rules[0].serve.split.by', message: expect.any(String) }],
  },
  {
    given: 'a key twice',
    payload: '{"name":"x","name":"y"}',
    code: 'invalid-request',
    errors: [{ path: 'name', message: expect.stringContaining('twice') }],
  },
  {
    given: 'a list for an object',
    payload: '[]',
    code: 'invalid-request',
    errors: [{ path: '', message: expect.any(String) }],
  },
  { given: 'no body', payload: '', code: 'invalid-request' },
  {
    given: 'a form',
    headers: { ...json, 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'name=x',
    code: 'unsupported-media-type',
  },
  {
    given: 'no content type',
    headers: { 'if-match': '*' },
    payload: '{"name":"x"}',
    code: 'unsupported-media-type',
  },
  {
    given: 'no If-Match',
    headers: { 'content-type': 'application/json' },
    payload: '{"name":"x"}',
    code: 'precondition-required',
  },
  {
    given: 'U+0000 in the path',
    url: '/api/v1/projects/a%00b/things/one',
    payload: '{"name":"x"}',
    code: 'invalid-request',
    errors: [{ path: 'project', message: expect.stringContaining('U+0000') }],
  },
  {
    given: 'a broken escape in the path',
    url: '/api/v1/projects/%E0%A4%A/things/one',
    payload: '{"name":"x"}',
    code: 'invalid-request',
  },
  {
    given: 'a query that is none',
    method: 'GET',
    url: `${url}?limit=many`,
    code: 'invalid-request',
    errors: [{ path: 'limit', message: expect.any(String) }],
  },
  {
    given: 'an unknown query',
    method: 'GET',
    url: `${url}?limt=1`,
    code: 'invalid-request',
    errors: [{ path: 'limt', message: 'Unknown field.' }],
  },
  { given: 'a query twice', method: 'GET', url: `${url}?limit=1&limit=2`, code: 'invalid-request' },
  {
    given: 'a body where none is read',
    method: 'DELETE',
    payload: '{"reason":"x"}',
    code: 'invalid-request',
    errors: [{ path: 'reason', message: 'Unknown field.' }],
  },
  {
    given: 'a body over the limit',
    payload: `{"name":"${'x'.repeat(1024 * 1024)}"}`,
    code: 'body-too-large',
  },
  { given: 'an unknown path', url: '/api/v2/things', payload: '{}', code: 'route-not-found' },
  { given: 'another method', method: 'POST', payload: '{}', code: 'method-not-allowed' },
];

describe('bad input', () => {
  test.each(badInput)(
    '$given is answered $code',
    async ({ method = 'PUT', url: target = url, headers = json, payload, code, errors }) => {
      const answer = await appWithThing().inject({
        method,
        url: target,
        headers: method === 'GET' ? {} : headers,
        ...(payload === undefined ? {} : { payload }),
      });

      expect(answer.headers['content-type']).toBe(PROBLEM_TYPE);
      const { status, title } = problems[code];
      expect(answer.json()).toMatchObject({
        code,
        status,
        title,
        type: `/reference#problem-${code}`,
        detail: expect.any(String),
      });
      expect(answer.statusCode).toBe(status);
      if (errors) expect(answer.json().errors).toEqual(errors);
    },
  );

  test('of another method is told which methods there are', async () => {
    const answer = await appWithThing().inject({ method: 'POST', url, headers: json, payload: '{}' });

    expect(answer.headers.allow).toBe('DELETE, GET, HEAD, PUT');
  });

  test('that is no HTTP is answered too', async () => {
    const app = appWithThing();
    await app.listen({ port: 0, host: '127.0.0.1' });

    const socket = connect(portOf(app), '127.0.0.1').end('HELLO WORLD\r\n\r\n');

    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request(?:.|\s)*"code":"invalid-request"/);
  });
});

describe('a stranger', () => {
  test('is refused before a byte of the body is read', async () => {
    const app = appWithThing(shut);
    await app.listen({ port: 0, host: '127.0.0.1' });

    const status = await statusBeforeBody(portOf(app), {
      authorization: 'Bearer wrong',
      'content-length': '1000',
    });

    expect(status).toBe(401);
  });

  test('and anybody else is refused a body of 5 MB by its announced length', async () => {
    const app = appWithThing();
    await app.listen({ port: 0, host: '127.0.0.1' });

    const status = await statusBeforeBody(portOf(app), { ...json, 'content-length': '5000000' });

    expect(status).toBe(413);
  });

  test.each([
    { given: 'after saying how much', body: (): BodyInit => 'x'.repeat(5_000_000) },
    { given: 'without saying how much', body: (): BodyInit => chunks(80, 64 * 1024) },
  ])('who sends 5 MB $given always reads why it was refused', async ({ body }) => {
    const app = appWithThing();
    await app.listen({ port: 0, host: '127.0.0.1' });
    // The browser's types do not know `duplex`, which a streamed body needs.
    const send = () => {
      const request = { method: 'PUT', headers: json, body: body(), duplex: 'half' };
      return fetch(`http://127.0.0.1:${portOf(app)}${url}`, request);
    };

    for (let time = 0; time < 10; time += 1) {
      const answer = await send();
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ code: 'body-too-large' });
    }
  });
});

describe('a failure', () => {
  test.each([
    { given: 'an error of ours', error: new Error('password=hunter2 at /srv/app.ts'), code: 'internal' },
    { given: 'something that is no error', error: 'hunter2', code: 'internal' },
    {
      given: 'a database that is gone',
      error: new DatabaseUnavailable(new Error('hunter2')),
      code: 'database-unavailable',
    },
    {
      given: 'a connection cut by the database',
      error: Object.assign(new Error('hunter2'), { code: '57P01' }),
      code: 'database-unavailable',
    },
    {
      given: 'a lock held by others',
      error: Object.assign(new Error('hunter2'), { code: '55P03' }),
      code: 'busy',
    },
    {
      given: 'an unexpected answer of the database',
      error: Object.assign(new Error('hunter2'), { code: '23505' }),
      code: 'internal',
    },
  ] as const)('by $given is answered $code and tells nothing of the inside', async ({ error, code }) => {
    const answer = await appThat(error).inject({ url });

    expect(answer.json()).toMatchObject({ code, status: problems[code].status });
    expect(answer.body).not.toContain('hunter2');
    expect(answer.headers['retry-after']).toBe(problems[code].status === 503 ? '1' : undefined);
  });

  test('that the endpoint does not declare becomes a failure in tests, and is answered all the same in production', async () => {
    const undeclared = new ProblemError('flag-not-found', 'No flag.');

    const inTests = await appThat(undeclared).inject({ url });
    const inProduction = await appThat(undeclared, false).inject({ url });

    expect(inTests.json()).toMatchObject({
      code: 'internal',
      detail: 'Endpoint getThing does not declare problem "flag-not-found".',
    });
    expect(inProduction.json()).toMatchObject({ code: 'flag-not-found' });
  });

  test('to fit the declared answer becomes a failure in tests', async () => {
    const app = appWith();
    const strictReply = endpoint({
      ...base,
      id: 'strict',
      method: 'get',
      path: '/x',
      permission: 'public',
      reply: z.object({ n: z.int() }),
      fails: [],
    });
    rawRoute(app, { ...strictReply, path: '/raw' }, async ({ reply }) => void (await reply.send('fine')));
    route(app, strictReply, () => ({ body: JSON.parse('{"n":"one"}') }));

    expect((await app.inject({ url: '/x' })).json().detail).toContain('does not fit its schema');
    expect((await app.inject({ url: '/raw' })).body).toBe('fine');
  });
});

function portOf(app: App): number {
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Sends headers only and waits for the answer. */
function statusBeforeBody(port: number, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      path: url,
      method: 'PUT',
      headers: { ...json, ...headers },
    });
    request.on('response', (response) => {
      resolve(response.statusCode);
      request.destroy();
    });
    request.on('error', reject);
    request.flushHeaders();
  });
}

function chunks(count: number, bytes: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      sent += 1;
      if (sent > count) controller.close();
      else controller.enqueue(new Uint8Array(bytes).fill(0x20));
    },
  });
}
