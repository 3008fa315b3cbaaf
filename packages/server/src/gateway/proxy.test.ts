import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as Socket, type WebSocket, WebSocketServer } from 'ws';
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

let world: GatewayWorld;
let web: Upstream;
let api: Upstream;
let sockets: WebSocketServer;

beforeAll(async () => {
  world = await startGatewayWorld({ answerMs: 700 });
  web = await startUpstream((request, response) => {
    if (request.url === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
      request.on('data', () => undefined);
      return true;
    }
    if (request.url === '/cookies') {
      response.setHeader('set-cookie', [
        'own=1; Domain=localhost; Path=/',
        'slipway-preview=stolen',
        '__Host-slipway=stolen; Secure; Path=/',
        'SLIPWAY=; Max-Age=0',
        'nameless',
        '=slipway=x',
      ]);
      response.setHeader('clear-site-data', '"cookies"');
      response.setHeader('x-robots-tag', 'all');
      response.setHeader('connection', 'close, x-private');
      response.setHeader('x-private', 'hop');
      response.setHeader('keep-alive', 'timeout=99');
      response.end('ok');
      return true;
    }
    if (request.url === '/never') return true;
    if (request.url === '/half') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
      return true;
    }
    if (request.url === '/reset') {
      request.socket.destroy();
      return true;
    }
    if (request.url === '/echo') {
      request.pipe(response);
      return true;
    }
    return undefined;
  });
  api = await startUpstream();
  sockets = new WebSocketServer({ server: web.server });
  sockets.on('connection', (socket, request) => {
    socket.send(`hello ${request.url} ${request.headers.cookie ?? ''}`);
    socket.on('message', (data) => socket.send(`you said ${data}`));
  });
  world.routes.set(
    routeTo(web.port, {
      services: [
        { name: 'web', path: '/', address: { host: '127.0.0.1', port: web.port } },
        { name: 'api', path: '/api', address: { host: '127.0.0.1', port: api.port } },
        { name: 'down', path: '/down', address: { host: '127.0.0.1', port: 1 } },
        { name: 'nowhere', path: '/nowhere', address: null },
        { name: 'worker', path: null, address: { host: '127.0.0.1', port: api.port } },
      ],
    }),
  );
});
afterAll(async () => {
  sockets.close();
  await world.close();
  await web.close();
  await api.close();
});
beforeEach(() => {
  web.requests.length = 0;
  api.requests.length = 0;
});

describe('a path is answered by', () => {
  test.each([
    { path: '/', by: 'web' },
    { path: '/apis', by: 'web' },
    { path: '/api', by: 'api' },
    { path: '/api/users?q=/', by: 'api' },
    { path: '//api/users', by: 'web' },
    { path: '//evil.example/x', by: 'web' },
  ])('the service with the longest prefix: $path by $by', async ({ path, by }) => {
    const answer = await ask(world.port, path);

    expect(answer.body).toBe(`GET ${path}`);
    expect((by === 'web' ? web : api).requests).toHaveLength(1);
  });

  test('a service whose host is asked, whatever the path', async () => {
    expect((await ask(world.port, '/x', { host: 'api--shop.localhost' })).body).toBe('GET /x');
    expect(api.requests).toHaveLength(1);
  });

  test('nothing on the host of a service without a route', async () => {
    expect((await ask(world.port, '/', { host: 'worker--shop.localhost' })).status).toBe(404);
  });
});

describe('no service is asked', () => {
  test.each([
    '/a/../api',
    '/%2e%2e/api',
    '/%2E%2e%2fapi',
    '/%252e%252e/api',
    '/a/%2e/b',
    '/a\\..\\b',
    '/x#y',
    'http://shop.localhost/',
    '*',
  ])('at %s, which others may read in another way', async (path) => {
    const answer = await ask(world.port, path, { method: path === '*' ? 'OPTIONS' : 'GET' });

    expect(answer.status).toBe(400);
    expect([...web.requests, ...api.requests]).toEqual([]);
  });

  test.each(['/__slipway/x', '//__slipway/x', '/%5f_slipway/x', '/__SLIPWAY/x', '/%255f%255fslipway/x'])(
    'at %s, which is the gateway’s own',
    async (path) => {
      expect((await ask(world.port, path)).status).toBe(404);
      expect(web.requests).toEqual([]);
    },
  );

  test.each([
    'localhost',
    '127.0.0.1',
    'other.localhost',
    'a.shop.localhost',
    'shop.localhost.evil.example',
    'evil.example',
    'shop_.localhost',
    '.localhost',
  ])('by the host %s', async (host) => {
    const answer = await ask(world.port, '/', { host, headers: asPage });

    expect(answer.status).toBe(404);
    expect(answer.body).toContain('There is no environment at this address');
  });

  test.each([
    { is: 'two hosts', lines: ['Host: shop.localhost', 'Host: other.localhost'], status: '400' },
    { is: 'no host', lines: [], status: '400' },
    {
      is: 'a length and chunks',
      lines: ['Host: shop.localhost', 'Content-Length: 4', 'Transfer-Encoding: chunked'],
      status: '400',
    },
    {
      is: 'two lengths',
      lines: ['Host: shop.localhost', 'Content-Length: 4', 'Content-Length: 5'],
      status: '400',
    },
    { is: 'a folded header', lines: ['Host: shop.localhost', 'X: a', ' b'], status: '400' },
    { is: 'a space in a name', lines: ['Host: shop.localhost', 'X : a'], status: '400' },
    {
      is: 'an encoding that is only almost chunked',
      lines: ['Host: shop.localhost', 'Transfer-Encoding: xchunked'],
      status: '400',
    },
  ])('by a request with $is', async ({ lines, status }) => {
    const answer = await raw(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n0\r\n\r\n`);

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`));
    expect(web.requests).toEqual([]);
  });

  test('by an upgrade to anything but a WebSocket', async () => {
    const answer = await raw(
      'GET / HTTP/1.1\r\nHost: shop.localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
    );

    expect(answer).toMatch(/^HTTP\/1.1 400/);
  });

  test('as a proxy to elsewhere', async () => {
    const answer = await raw('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: shop.localhost\r\n\r\n');

    expect(answer).not.toMatch(/^HTTP\/1.1 2/);
  });
});

describe('a service', () => {
  test('is told who asks by the gateway alone', async () => {
    await ask(world.port, '/', {
      headers: {
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-host': 'evil.example',
        forwarded: 'for=6.6.6.6',
        'x-real-ip': '6.6.6.6',
        'slipway-overrides': 'x',
        te: 'trailers',
        connection: 'x-secret, x-forwarded-for',
        'x-secret': 'hop',
        'proxy-authorization': 'Basic x',
      },
    });

    const { headers } = web.requests[0] ?? {};
    expect(headers).toMatchObject({
      host: `shop.localhost:${world.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': `shop.localhost:${world.port}`,
    });
    for (const name of [
      'forwarded',
      'x-real-ip',
      'slipway-overrides',
      'te',
      'x-secret',
      'proxy-authorization',
    ])
      expect(headers).not.toHaveProperty(name);
  });

  test('gets neither Slipway’s cookies nor its tokens', async () => {
    await ask(world.port, '/', {
      headers: {
        cookie: ['own=1; slipway=a; __Host-slipway-preview=b', 'slipway-preview=c; other=2'],
        authorization: 'Bearer slw_admin_0123456789',
      },
    });
    await ask(world.port, '/', { headers: { authorization: 'Bearer own' } });

    expect(web.requests[0]?.headers.cookie).toBe('own=1; other=2');
    expect(web.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(web.requests[1]?.headers.authorization).toBe('Bearer own');
  });

  test('sets cookies of its own host only, none of Slipway’s, and is in no index', async () => {
    const { headers } = await ask(world.port, '/cookies');

    expect(headers['set-cookie']).toEqual(['own=1; Path=/']);
    expect(headers['x-robots-tag']).toBe('noindex, nofollow');
    for (const name of ['clear-site-data', 'x-private']) expect(headers).not.toHaveProperty(name);
    expect(headers['keep-alive'] ?? '').not.toContain('99');
  });

  test.each(['GET', 'DELETE', 'POST', 'PUT'])(
    'gets a body without a length in its frame, also of %s',
    async (method) => {
      const headers = { 'transfer-encoding': 'chunked' };
      const answer = await ask(world.port, '/x', { method, headers, body: 'GET /smuggled HTTP/1.1\r\n\r\n' });

      expect(answer.body).toBe(`${method} /x`);
      expect(web.requests.map(({ url }) => url)).toEqual(['/x']);
      expect(web.requests[0]?.body).toContain('smuggled');
    },
  );

  test('that closes an idle connection is asked again', async () => {
    await ask(world.port, '/');
    web.server.closeIdleConnections();

    expect((await ask(world.port, '/')).status).toBe(200);
  });

  test.each([
    { path: '/down/x', status: 502, says: 'does not answer' },
    { path: '/nowhere', status: 502, says: 'does not answer' },
    { path: '/reset', status: 502, says: 'does not answer' },
    { path: '/never', status: 504, says: 'has not begun to answer' },
  ])('that fails at $path is named, with $status', async ({ path, status, says }) => {
    const page = await ask(world.port, path, { headers: asPage });
    const forPrograms = await ask(world.port, path);

    expect(page.status).toBe(status);
    expect(page.body).toContain(says);
    expect(forPrograms.status).toBe(status);
    expect(forPrograms.headers['content-type']).toContain('application/problem+json');
  });

  test('that breaks off does not look whole', async () => {
    await expect(ask(world.port, '/half')).rejects.toThrow('aborted');
  });
});

describe('streams', () => {
  test('of events come at once, as they are written', async () => {
    const answer = await open(world.port, '/events', { headers: { accept: 'text/event-stream' } });
    const [part] = await once(answer, 'data');
    answer.destroy();

    expect(String(part)).toBe('data: first\n\n');
  });

  test('go up and down at the same time', async () => {
    const { request } = await import('node:http');
    const upload = request({
      ...{ host: '127.0.0.1', port: world.port, path: '/echo', method: 'POST', agent: false },
      headers: { host: 'shop.localhost' },
    });
    upload.write('one');
    const [answer] = await once(upload, 'response');
    const [first] = await once(answer, 'data');
    upload.end('two');
    const [second] = await once(answer, 'data');

    expect([String(first), String(second)]).toEqual(['one', 'two']);
  });

  test('of 20 MB arrive whole', async () => {
    const body = 'x'.repeat(20_000_000);

    expect((await ask(world.port, '/echo', { method: 'POST', body })).body).toHaveLength(body.length);
  });
});

describe('a WebSocket', () => {
  test('is connected to its service, without Slipway’s cookies', async () => {
    const socket = webSocket('/live', { cookie: 'own=1; slipway-preview=x' });
    const [hello] = await once(socket, 'message');
    socket.send('hi');
    const [answer] = await once(socket, 'message');
    socket.close();
    await once(socket, 'close');

    expect(String(hello)).toBe('hello /live own=1');
    expect(String(answer)).toBe('you said hi');
  });

  test('is refused in words where there is no service', async () => {
    const [, response] = await once(webSocket('/down/live'), 'unexpected-response');

    expect(response.statusCode).toBe(502);
  });

  test('ends with its service', async () => {
    const socket = webSocket('/live');
    await once(socket, 'message');
    for (const client of sockets.clients) client.terminate();

    const [code] = await once(socket, 'close');
    expect(code).toBe(1006);
  });
});

test('robots are told to leave everything alone', async () => {
  expect((await ask(world.port, '/robots.txt')).body).toBe('User-agent: *\nDisallow: /\n');
});

test('the namespace of the gateway has nothing for flags yet', async () => {
  expect((await ask(world.port, '/__slipway/ofrep/v1/evaluate/flags', { method: 'POST' })).status).toBe(404);
});

function webSocket(path: string, headers: Record<string, string> = {}): WebSocket {
  return new Socket(`ws://127.0.0.1:${world.port}${path}`, {
    headers: { host: `shop.localhost:${world.port}`, ...headers },
  });
}

/** Bytes as they are; answers all that comes until the other side closes, or is silent. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(world.port, '127.0.0.1');
    let all = '';
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (part) => {
      all += part;
    });
    socket.on('error', reject).on('close', () => resolve(all));
    socket.write(text);
  });
}
