import { createHash } from 'node:crypto';
import { commonFails, endpoints, openApi, type ProblemCode, problems } from '@slipway/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { bodyExamples, pathExamples } from './reference/examples.ts';
import { html } from './reference/html.ts';
import { referencePage } from './reference/index.ts';

let slipway: TestSlipway;
beforeAll(async () => {
  slipway = await startTestServer();
});
afterAll(() => slipway.close());

describe('those who run Slipway', () => {
  test.each(['/healthz', '/readyz'])('ask %s on both listeners without a credential', async (path) => {
    for (const url of [slipway.url, slipway.deliveryUrl]) {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(200);
      expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(200);
    }
  });

  test('read metrics of the process, answers by route, streams and the database', async () => {
    await fetch(`${slipway.url}/api/v1/projects/secret-name/flags`);
    const text = await (await fetch(`${slipway.url}/metrics`)).text();

    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toMatch(
      /slipway_http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/projects\/:project\/flags"[^}]*\} 1/,
    );
    expect(text).toMatch(/^slipway_streams 0$/m);
    expect(text).toMatch(/^slipway_database_connections [1-9]/m);
    expect(text).not.toContain('secret-name');
  });

  test('read the contract as it is committed', async () => {
    const document = await (await fetch(`${slipway.url}/openapi.json`)).json();

    expect(document).toEqual(openApi(document.info.version));
  });

  test('find nothing but delivery and health on the delivery listener', async () => {
    const paths = ['/', '/api/v1/me', '/metrics', '/reference', '/openapi.json', '/api/v1/projects'];

    for (const path of paths) {
      const answer = await fetch(slipway.deliveryUrl + path, {
        headers: { authorization: `Bearer ${slipway.adminToken}` },
      });
      expect(await answer.json()).toMatchObject({ code: 'route-not-found' });
    }
    expect((await fetch(`${slipway.deliveryUrl}/sdk/v1/ruleset`)).status).toBe(401);
  });
});

describe('the reference', () => {
  const { html: page, contentSecurityPolicy } = referencePage('0.1.0');

  test('has every endpoint, problem and anchor that it points to', () => {
    for (const { id } of endpoints) expect(page).toContain(`<article id="${id}">`);
    for (const code of Object.keys(problems)) expect(page).toContain(`<tr id="problem-${code}">`);
    const anchors = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((target) => !anchors.has(target))).toEqual([]);
  });

  test('is served with a policy under which only its own style counts, and without any script', async () => {
    const answer = await fetch(`${slipway.url}/reference`);
    const body = await answer.text();

    const style = /<style>([^<]*)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(contentSecurityPolicy).toContain(`style-src 'sha256-${hash}'`);
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(body).not.toMatch(/<script|<img|<link|style="|onclick/);
  });

  test.each(endpoints.filter(({ body }) => body).map(({ id, body }) => ({ id, body })))(
    'has an example for $id that the endpoint would take',
    ({ id, body }) => {
      expect(Object.hasOwn(bodyExamples, id)).toBe(true);
      expect(body?.safeParse(bodyExamples[id])).toMatchObject({ success: true });
    },
  );

  test('has an example for every part of a path', () => {
    const names = new Set(
      endpoints.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)),
    );

    expect(Object.keys(pathExamples).sort()).toEqual([...names].sort());
  });

  test('escapes whatever is put into it', () => {
    expect(html`<p title="${'"><script>'}">${["<b>&'", html`<i>`]}${null}</p>`.html).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;<i></p>',
    );
  });
});

describe('the table of problems', () => {
  const codes = Object.keys(problems).filter((code): code is ProblemCode => code in problems);
  /** Given where no endpoint is. */
  const byRouter: ProblemCode[] = ['route-not-found', 'method-not-allowed'];

  test.each(codes)('gives %s a sane status, a title, and somebody who answers it', (code) => {
    const { status, title } = problems[code];
    const isGiven = [...commonFails, ...byRouter, ...endpoints.flatMap(({ fails }) => fails)].includes(code);

    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(title).toMatch(/^[A-Z][^.]+$/);
    expect(isGiven).toBe(true);
  });
});
