import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { endpoints } from './endpoints.ts';
import { openApi } from './openapi.ts';
import { permissions } from './permissions.ts';
import { problems } from './problems.ts';

const folder = new URL('..', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === '$ref' ? [String(item)] : references(item),
  );
}

test('the committed openapi.json is what the contract generates', () => {
  const committed = readFileSync(new URL('openapi.json', folder), 'utf8');

  expect(committed, 'run `npm run openapi` and commit the result').toBe(
    `${JSON.stringify(openApi(version), null, 2)}\n`,
  );
});

test('every reference in the document has its schema', () => {
  const document = openApi(version) as { components: { schemas: Record<string, unknown> } };

  const missing = references(document)
    .map((reference) => reference.replace('#/components/schemas/', ''))
    .filter((name) => !(name in document.components.schemas));

  expect(missing).toEqual([]);
});

test('ids and routes are unique', () => {
  const ids = endpoints.map((endpoint) => endpoint.id);
  const routes = endpoints.map((endpoint) => `${endpoint.method} ${endpoint.path.replace(/:\w+/g, ':')}`);

  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(routes).size).toBe(routes.length);
});

test.each(endpoints.map((endpoint) => ({ id: endpoint.id, endpoint })))(
  '$id names a known permission, known refusals and a summary',
  ({ endpoint }) => {
    expect(Object.keys(permissions)).toContain(endpoint.permission);
    for (const code of endpoint.fails) expect(Object.keys(problems)).toContain(code);
    expect(endpoint.summary).not.toBe('');
  },
);

test.each(
  endpoints.filter((endpoint) => endpoint.ifMatch).map((endpoint) => ({ id: endpoint.id, endpoint })),
)('$id requires If-Match, so it may answer 428 and 412', ({ endpoint }) => {
  expect(endpoint.fails).toEqual(expect.arrayContaining(['precondition-required', 'precondition-failed']));
});

/** Secrets cannot be read before they are replaced, and variables are set like them. */
const writeOnly = ['putServiceCredential', 'putServiceVariable', 'putVariable'];

test('every PUT outside the latch requires If-Match, but for what is write-only', () => {
  const without = endpoints.filter((endpoint) => endpoint.method === 'put' && !endpoint.ifMatch);

  expect(without.map((endpoint) => endpoint.id).sort()).toEqual(writeOnly);
});

test('every problem has a client or server error status and a title without a full stop', () => {
  for (const [code, { status, title }] of Object.entries(problems)) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(title.endsWith('.'), code).toBe(false);
  }
});
