import { appendFile, cp, rename } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDashboard, testDashboard } from '../../../../test/support/built-dashboard.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { documentAt } from './document.ts';
import { createPages } from './pages.ts';
import { isPageWanted } from './wanted.ts';

const asBrowser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const asScript = { accept: '*/*' };

let dashboard: TestDashboard;
let slipway: TestSlipway;
beforeAll(async () => {
  dashboard = await testDashboard();
  slipway = await startTestServer({ dashboard: dashboard.folder });
});
afterAll(async () => {
  await slipway.close();
  await dashboard.remove();
});

describe('the dashboard', () => {
  test.each(['/', '/?utm=x', '/projects/academy/flags/checkout.v2', '/invitation', '/sign-in?next=/'])(
    'opens at %s in a browser',
    async (path) => {
      const answer = await fetch(slipway.url + path, { headers: asBrowser });

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(await answer.text()).toContain('<base href="/">');
    },
  );

  test('answers HEAD as it answers GET', async () => {
    for (const path of ['/', '/projects/academy', '/reference']) {
      const answer = await fetch(slipway.url + path, { method: 'HEAD', headers: asBrowser });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
  });

  test('has a strict policy whose nonce is new in each answer and stands in the page', async () => {
    const answers = await Promise.all([1, 2].map(() => fetch(slipway.url, { headers: asBrowser })));
    const policies = answers.map(({ headers }) => headers.get('content-security-policy') ?? '');
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none');

    expect(policies[0]).toBe(
      `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonces[0]}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src http://*.localhost:*; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'`,
    );
    expect(nonces[0]).not.toBe(nonces[1]);
    for (const [at, answer] of answers.entries())
      expect(await answer.text()).toContain(`<meta property="csp-nonce" nonce="${nonces[at]}" />`);
  });

  test.each([
    { path: '/projects/academy', headers: asScript, is: 'a page that a script asks for' },
    { path: '/api/v1/nothing', headers: asBrowser, is: 'an unknown route of the API' },
    { path: '/assets/missing.js', headers: asBrowser, is: 'a file that is not there' },
    { path: '/assets/', headers: asBrowser, is: 'a folder' },
    { path: '/assets/..%2findex.html', headers: asBrowser, is: 'a file above' },
    { path: '/assets/%2e%2e/%2e%2e/package.json', headers: asBrowser, is: 'a file far above' },
    { path: '/assets/.hidden', headers: asBrowser, is: 'a hidden file' },
    { path: '/ofrep/v1/evaluate', headers: asBrowser, is: 'a route to come' },
  ])('is not shown for $is', async ({ path, headers }) => {
    const { status, body, type } = await raw(path, headers);

    expect({ status, type }).toEqual({ status: 404, type: 'application/problem+json; charset=utf-8' });
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'route-not-found' });
  });

  test('leaves a wrong method to the routes', async () => {
    const answer = await fetch(`${slipway.url}/api/v1/session`, { method: 'PUT', headers: asBrowser });

    expect(answer.status).toBe(405);
    expect(await fetch(`${slipway.url}/projects`, { method: 'POST', headers: asBrowser })).toMatchObject({
      status: 404,
    });
  });

  test('is not on the delivery listener', async () => {
    const answer = await fetch(slipway.deliveryUrl, { headers: asBrowser });

    expect(answer.status).toBe(404);
  });
});

describe('a file of the dashboard', () => {
  const file = '/assets/index-C0ffee.js';

  test('is kept for good by a browser, because its name says what it holds', async () => {
    const answer = await fetch(slipway.url + file);

    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch(/^application\/javascript/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toBe(dashboard.script);
  });

  test.each([
    { coding: 'br', plain: brotliDecompressSync },
    { coding: 'gzip', plain: gunzipSync },
  ])('comes as $coding as the build made it', async ({ coding, plain }) => {
    const { headers, body } = await raw(file, { 'accept-encoding': coding });

    expect(headers).toMatchObject({
      'content-encoding': coding,
      'content-type': expect.stringMatching(/^application\/javascript/),
      vary: expect.stringMatching(/accept-encoding/i),
    });
    expect(plain(body).toString()).toBe(dashboard.script);
  });

  test('is not sent again to who has it, and HEAD sends none of it', async () => {
    const coding = { 'accept-encoding': 'br' };
    const head = await raw(file, coding, 'HEAD');
    const again = await raw(file, { ...coding, 'if-none-match': head.headers.etag ?? '' });

    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });

  test('may be a picture', async () => {
    const answer = await fetch(`${slipway.url}/assets/mark-A1.svg`);

    expect(answer.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
  });
});

describe('without a build of the dashboard', () => {
  test.each([
    { folder: null, is: 'the package is not there' },
    { folder: '/nowhere', is: 'nothing was built' },
  ])('a page says how to build it when $is, and the API serves', async ({ folder }) => {
    const bare = await startTestServer({ dashboard: folder, databaseUrl: slipway.databaseUrl });
    try {
      const page = await fetch(`${bare.url}/projects`, { headers: asBrowser });
      expect(page.status).toBe(503);
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(await page.text()).toContain('npm run build -w @slipway/dashboard');
      expect((await fetch(`${bare.url}/assets/index-C0ffee.js`)).status).toBe(404);
      expect((await fetch(`${bare.url}/healthz`)).status).toBe(200);
    } finally {
      await bare.close();
    }
  });

  test('a build is shown as soon as it is there, and the next one too', async () => {
    const folder = join(dashboard.folder, 'late');
    const waiting = await startTestServer({ dashboard: folder, databaseUrl: slipway.databaseUrl });
    try {
      expect((await fetch(waiting.url)).status).toBe(503);
      await cp(join(dashboard.folder, 'index.html'), join(folder, 'index.html'));
      expect((await fetch(waiting.url)).status).toBe(200);
      await cp(join(dashboard.folder, 'index.html'), join(folder, 'next.html'));
      await appendFile(join(folder, 'next.html'), 'next');
      await rename(join(folder, 'next.html'), join(folder, 'index.html'));
      expect(await (await fetch(waiting.url)).text()).toMatch(/next$/);
    } finally {
      await waiting.close();
    }
  });
});

describe('below a path', () => {
  let prefixed: TestSlipway;
  beforeAll(async () => {
    prefixed = await startTestServer({
      dashboard: dashboard.folder,
      databaseUrl: slipway.databaseUrl,
      config: { publicUrl: 'https://company.example/slipway' },
    });
  });
  afterAll(() => prefixed.close());

  test.each(['', '/slipway'])(
    'everything is there when the proxy sends "%s" before its paths',
    async (prefix) => {
      const ask = (path: string) => fetch(prefixed.url + prefix + path, { headers: asBrowser });

      expect(await (await ask('/')).text()).toContain('<base href="/slipway/">');
      expect(await (await ask('/projects/academy')).text()).toContain('<base href="/slipway/">');
      expect((await ask('/assets/index-C0ffee.js')).status).toBe(200);
      expect((await ask('/healthz')).status).toBe(200);
      expect((await ask('/api/v1/me')).status).toBe(401);
      expect((await ask('/api/v1/nothing')).status).toBe(404);
    },
  );

  test('so is its bare path, with and without a query', async () => {
    for (const path of ['/slipway', '/slipway?utm=x'])
      expect((await fetch(prefixed.url + path, { headers: asScript })).status).toBe(200);
    expect((await fetch(`${prefixed.url}/slipwayx`, { headers: asScript })).status).toBe(404);
  });

  test('delivery is there too', async () => {
    expect((await fetch(`${prefixed.deliveryUrl}/slipway/sdk/v1/ruleset`)).status).toBe(401);
  });

  test('the server does not start where its own routes would be hidden', () => {
    expect(() => createPages({ folder: null, publicUrl: 'https://company.example/api' })).toThrow(
      'ends in /api, where Slipway’s own routes are',
    );
  });

  test('no path of the public URL gets out of its attribute', () => {
    const fill = documentAt('<base href="/" />__CSP_NONCE__', new URL('https://x.example/a"b&<c').pathname);

    expect(fill('n')).toBe('<base href="/a%22b&amp;%3Cc/">n');
  });
});

describe('a page is wanted', () => {
  test.each([
    { accept: 'text/html', wanted: true },
    { accept: 'application/json, text/html;q=0.5', wanted: true },
    { accept: 'text/html;q=0', wanted: false },
    { accept: 'application/json', wanted: false },
    { accept: undefined, wanted: false },
  ])('by $accept: $wanted', ({ accept, wanted }) => {
    expect(isPageWanted({ method: 'GET', url: '/projects', headers: { accept } })).toBe(wanted);
  });
});

/** As it comes: fetch decodes it, and resolves dots. */
function raw(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; type: string; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(slipway.url);
    httpRequest({ hostname, port, path, headers, method }, async (answer) => {
      const { statusCode = 0, headers } = answer;
      resolve({
        status: statusCode,
        type: headers['content-type'] ?? '',
        headers,
        body: await buffer(answer),
      });
    })
      .on('error', reject)
      .end();
  });
}
