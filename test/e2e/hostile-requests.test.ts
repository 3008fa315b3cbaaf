import { createEnvironment, createProject, createToken, type Endpoint, endpoints } from '@slipway/api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestPeople, testPeople } from '../support/people.ts';
import { startTestServer, type TestSlipway } from '../support/server.ts';

/** Whatever is sent, the answer is the contract's: a refusal with its problem, never a failure. */

let slipway: TestSlipway;
let people: TestPeople;
let credentials: Record<string, string>[];

beforeAll(async () => {
  slipway = await startTestServer({ config: { rateLimit: 0 } });
  people = testPeople(slipway);
  await slipway.client.call(createProject, { body: { key: 'academy' } });
  await slipway.client.call(createEnvironment, {
    params: { project: 'academy' },
    body: { key: 'production' },
  });
  const person = await people.person('Ada', { member: { academy: { role: 'administrator' } } });
  const { token } = await slipway.client.call(createToken, {
    params: { project: 'academy' },
    body: { name: 'sdk', scope: 'server', environment: 'production' },
  });
  credentials = [
    {},
    { authorization: `Bearer ${slipway.adminToken}` },
    { authorization: `Bearer ${token}` },
    { cookie: (await person.signIn()).cookie, origin: slipway.url },
  ];
});
afterAll(async () => {
  await people.close();
  await slipway.close();
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    'academy',
    'production',
    '',
    '..',
    '../..',
    '%',
    '%00',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    "'; drop table flags; --",
    '$(id)',
    '9'.repeat(400),
    '-1',
    '1e999',
    'a'.repeat(600),
    '🦆',
  ),
);

const json: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 6 }),
  fc.constantFrom(
    '',
    'null',
    '[]',
    '{',
    '{"__proto__":{"isOwner":true}}',
    '{"constructor":{"prototype":{}}}',
    '{"a":1,"a":2}',
    '1e400',
    '"\\ud800"',
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    '{"key":"x","name":"\\u0000"}',
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

/** Bodies that have the right fields with the wrong things in them. */
function bodyFor(endpoint: Endpoint): fc.Arbitrary<string> {
  const shape = endpoint.body && 'shape' in endpoint.body ? Object.keys(Object(endpoint.body.shape)) : [];
  if (shape.length === 0) return json;
  const values = fc.oneof(fc.jsonValue({ maxDepth: 4 }), text);
  const partly = fc.record(Object.fromEntries(shape.map((name) => [name, values])), { requiredKeys: [] });
  return fc.oneof(
    json,
    partly.map((value) => JSON.stringify(value)),
  );
}

/** What HTTP itself allows in a header. */
const headerText = fc
  .string({ maxLength: 300 })
  .map((value) => value.replace(/[^\x20-\x7e\x80-\xff]/g, '').trim());
const headerNames = [
  'if-match',
  'if-none-match',
  'last-event-id',
  'slipway-version',
  'slipway-propose',
  'user-agent',
  'accept',
  'referer',
  'x-forwarded-for',
  'x-forwarded-host',
  'content-type',
];
const headers = fc.dictionary(fc.constantFrom(...headerNames), headerText, { maxKeys: 5 });

interface Hostile {
  params: string[];
  query: string;
  headers: Record<string, string>;
  body: string;
  who: number;
  isJson: boolean;
}

function requestFor(endpoint: Endpoint): fc.Arbitrary<Hostile> {
  return fc.record({
    params: fc.array(text, { minLength: 4, maxLength: 4 }),
    query: fc.oneof(
      fc.constant(''),
      fc.string({ maxLength: 100 }),
      fc.constantFrom('limit=-1', 'cursor=%00', 'limit=1&limit=2', '__proto__[x]=1'),
    ),
    headers,
    body: bodyFor(endpoint),
    who: fc.nat({ max: 3 }),
    isJson: fc.boolean(),
  });
}

async function send(endpoint: Endpoint, hostile: Hostile): Promise<{ status: number; body: string }> {
  let index = 0;
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
    encode(index % 2 === 0 && name === 'project' ? 'academy' : (hostile.params[index++ % 4] ?? '')),
  );
  const cut = new AbortController();
  const hasBody = endpoint.method !== 'get' && hostile.body !== '';
  const answer = await fetch(
    `${slipway.url}${path}${hostile.query ? `?${encodeURI(wellFormed(hostile.query))}` : ''}`,
    {
      method: endpoint.method.toUpperCase(),
      headers: {
        ...hostile.headers,
        ...(hostile.isJson ? { 'content-type': 'application/json' } : {}),
        ...credentials[hostile.who],
      },
      ...(hasBody ? { body: hostile.body } : {}),
      redirect: 'manual',
      signal: cut.signal,
    },
  );
  const isStream = answer.headers.get('content-type')?.includes('event-stream') ?? false;
  const body = isStream ? '' : await answer.text();
  cut.abort();
  return { status: answer.status, body };
}

function wellFormed(value: string): string {
  return value.toWellFormed().replace(/#/g, '');
}

/** Half a surrogate pair has no bytes of its own. */
function encode(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

describe('hostile requests', { timeout: 120_000 }, () => {
  // Signing out would end the session that the others use.
  const asked = endpoints.filter(({ id }) => id !== 'signOut');

  test.each(asked.map((endpoint) => [endpoint.id, endpoint] as const))(
    'of %s are answered or refused, and nothing fails',
    async (_, endpoint) => {
      await fc.assert(
        fc.asyncProperty(requestFor(endpoint), async (hostile) => {
          const { status, body } = await send(endpoint, hostile);

          expect(status, body).toBeLessThan(500);
          if (status >= 400) expect(JSON.parse(body)).toMatchObject({ code: expect.any(String), status });
        }),
        { numRuns: 30 },
      );
    },
  );

  test('leave the server as it was', async () => {
    expect((await fetch(`${slipway.url}/readyz`)).status).toBe(200);
    expect(Object.hasOwn(Object.prototype, 'isOwner')).toBe(false);
  });
});
