import {
  archiveFlag,
  createFlag,
  type FlagEdit,
  getFlag,
  getFlagState,
  listFlagStates,
  listFlags,
  switchFlag,
  unarchiveFlag,
  updateFlag,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, refusalCode, type Tree } from '../../../../test/support/tree.ts';

let server: TestSlipway;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  tree = await plantTree(server);
});
afterAll(() => server.close());

type Edit = z.input<typeof FlagEdit>;

function at(flag: string) {
  return { params: { project: tree.project, flag } };
}

async function edit(flag: string, part: Partial<Edit>, ifMatch = '*') {
  const {
    key: _k,
    type: _t,
    archivedAt: _a,
    createdAt: _c,
    updatedAt: _u,
    ...definition
  } = await server.client.call(getFlag, at(flag));
  return server.client.request(updateFlag, { ...at(flag), body: { ...definition, ...part }, ifMatch });
}

function archive(flag: string, ifMatch = '*') {
  return server.client.call(archiveFlag, { ...at(flag), body: {}, ifMatch });
}

function unarchive(flag: string, ifMatch = '*') {
  return server.client.call(unarchiveFlag, { ...at(flag), body: {}, ifMatch });
}

test('a boolean flag needs no more than a key', async () => {
  const { body, etag, versions } = await server.client.request(createFlag, {
    params: { project: tree.project },
    body: { key: 'new-checkout' },
  });

  expect(body).toMatchObject({
    key: 'new-checkout',
    name: 'new-checkout',
    type: 'boolean',
    kind: 'release',
    variants: { on: true, off: false },
    archivedAt: null,
  });
  expect(etag).toBe('"r1"');
  expect(Object.keys(versions)).toEqual(['production', 'staging', 'preview']);
});

test('the variants for on and off are the named ones, else the first and the last, and two', async () => {
  const variants = { compact: 'c', wide: 'w' };
  await tree.createFlag({ key: 'named', type: 'string', variants, onVariant: 'wide', offVariant: 'compact' });
  await tree.createFlag({ key: 'unnamed', type: 'string', variants });
  await tree.createFlag({ key: 'off-named', type: 'string', variants, offVariant: 'compact' });

  expect((await tree.state('named', 'production')).config).toMatchObject({
    offVariant: 'compact',
    fallthrough: { variant: 'wide' },
  });
  expect((await tree.state('unnamed', 'production')).config).toMatchObject({
    offVariant: 'wide',
    fallthrough: { variant: 'compact' },
  });
  expect((await tree.state('off-named', 'production')).config).toMatchObject({
    offVariant: 'compact',
    fallthrough: { variant: 'wide' },
  });
});

test.each([
  { given: 'no variants', draft: { type: 'string' }, code: 'invalid-request', path: 'variants' },
  {
    given: 'a value of another type',
    draft: { type: 'number', variants: { a: 1, b: 'two' } },
    code: 'invalid-request',
    path: 'variants.b',
  },
  {
    given: 'an unknown off variant',
    draft: { offVariant: 'dark' },
    code: 'unknown-reference',
    path: 'offVariant',
  },
  {
    given: 'an unknown on variant',
    draft: { onVariant: 'lit' },
    code: 'unknown-reference',
    path: 'onVariant',
  },
] as const)('a flag with $given is refused as $code', async ({ draft, code, path }) => {
  const problem = await refusal(tree.createFlag({ key: 'wrong', ...draft }));

  expect(problem).toMatchObject({ code, errors: [{ path }] });
  expect(await refusalCode(server.client.call(getFlag, at('wrong')))).toBe('flag-not-found');
});

test('a key is taken once, by archived flags too', async () => {
  await tree.createFlag({ key: 'taken' });
  expect(await refusalCode(tree.createFlag({ key: 'taken' }))).toBe('flag-key-taken');

  await archive('taken');

  expect((await refusal(tree.createFlag({ key: 'taken' }))).detail).toContain('unarchive');
});

test('another value of a variant reaches every environment', async () => {
  await tree.createFlag({ key: 'limit', type: 'number', variants: { on: 10, off: 0 } });

  const { versions } = await edit('limit', { variants: { on: 20, off: 0 } });

  expect(Object.keys(versions)).toEqual(['production', 'staging', 'preview']);
  expect((await server.client.call(getFlag, at('limit'))).variants).toEqual({ on: 20, off: 0 });
});

test('a name or owner is no part of a ruleset', async () => {
  await tree.createFlag({ key: 'named' });

  const { versions, body, etag } = await edit('named', { name: 'A name', owner: 'Ada' });

  expect(versions).toEqual({});
  expect(body).toMatchObject({ name: 'A name', owner: 'Ada' });
  expect(etag).toBe('"r2"');
});

test('an edit that changes nothing leaves the etag as it was', async () => {
  await tree.createFlag({ key: 'same' });

  expect((await edit('same', {})).etag).toBe('"r1"');
});

test('a variant that nothing names any more can go', async () => {
  await tree.createFlag({ key: 'shrinking', variants: { on: true, off: false, spare: true } });

  const { body } = await edit('shrinking', { variants: { on: true, off: false } });

  expect(Object.keys(body.variants)).toEqual(['on', 'off']);
});

test('a variant that is used stays, and the refusal names the environments and places', async () => {
  await tree.createFlag({ key: 'used', variants: { on: true, off: false, spare: true } });
  await tree.set('used', 'staging', { fallthrough: { variant: 'spare' } });
  await tree.createFlag({ key: 'dependent' });
  const prerequisites = [{ flag: 'used', variants: ['spare'] }];
  await tree.set('dependent', 'preview', { prerequisites });

  const problem = await refusal(edit('used', { variants: { on: true, off: false } }));

  expect(problem.code).toBe('unknown-reference');
  expect(problem.detail).toContain('environment "staging" (fallthrough.variant)');
  expect(problem.detail).toContain('environment "preview" (prerequisites of flag "dependent")');
  expect(problem.errors?.[0]?.path).toBe('variants.spare');
});

test('an archived flag leaves every ruleset and comes back with its configs', async () => {
  await tree.createFlag({ key: 'parked' });
  await tree.switch('parked', 'staging', true);

  const archived = await archive('parked');
  const gone = await tree.state('parked', 'staging');
  const back = await unarchive('parked');

  expect(archived.archivedAt).not.toBeNull();
  expect(gone).toMatchObject({ version: 0, source: 'override' });
  expect(back.archivedAt).toBeNull();
  expect(await tree.state('parked', 'staging')).toMatchObject({
    enabledNow: true,
    version: expect.any(Number),
  });
});

test('an archived flag is read-only', async () => {
  await tree.createFlag({ key: 'parked' });
  await archive('parked');
  const params = { project: tree.project, flag: 'parked', environment: 'production' };

  const codes = await Promise.all([
    refusalCode(archive('parked')),
    refusalCode(edit('parked', { name: 'x' })),
    refusalCode(tree.set('parked', 'production', {})),
    refusalCode(server.client.call(switchFlag, { params, body: { enabled: true }, ifMatch: '*' })),
  ]);

  expect(codes).toEqual(Array(4).fill('flag-archived'));
});

test('unarchiving what is not archived does nothing', async () => {
  await tree.createFlag({ key: 'present' });

  expect(await unarchive('present')).toMatchObject({ key: 'present', archivedAt: null });
});

test('a flag that others require is not archived, and the refusal names them', async () => {
  await tree.createFlag({ key: 'cart' });
  await tree.createFlag({ key: 'checkout' });
  await tree.set('checkout', 'staging', { prerequisites: [{ flag: 'cart', variants: ['on'] }] });

  const problem = await refusal(archive('cart'));

  expect(problem.code).toBe('flag-in-use');
  expect(problem.detail).toContain('"checkout" in "staging"');
});

test('a flag whose prerequisite was archived meanwhile cannot come back', async () => {
  await tree.createFlag({ key: 'cart' });
  await tree.createFlag({ key: 'checkout' });
  await tree.set('checkout', 'staging', { prerequisites: [{ flag: 'cart', variants: ['on'] }] });
  await archive('checkout');
  await archive('cart');

  const problem = await refusal(unarchive('checkout'));

  expect(problem).toMatchObject({ code: 'unknown-reference', errors: [{ path: 'prerequisites[0].flag' }] });
});

test('a flag that would close a circle when it comes back stays archived', async () => {
  await tree.createFlag({ key: 'a' });
  await tree.createFlag({ key: 'b' });
  await tree.set('a', 'staging', { prerequisites: [{ flag: 'b', variants: ['on'] }] });
  await archive('a');
  await unarchive('a');
  const circle = refusal(tree.set('b', 'preview', { prerequisites: [{ flag: 'a', variants: ['on'] }] }));

  expect((await circle).detail).toContain('"a" → "b" → "a"');
});

test('edits need the etag of what was read', async () => {
  await tree.createFlag({ key: 'guarded' });
  await edit('guarded', { name: 'first' });

  const stale = [
    refusalCode(edit('guarded', { name: 'second' }, '"r1"')),
    refusalCode(archive('guarded', '"r1"')),
    refusalCode(unarchive('guarded', '"r1"')),
  ];
  const missing = refusalCode(server.client.call(archiveFlag, { ...at('guarded'), body: {} }));

  expect(await Promise.all(stale)).toEqual(Array(3).fill('precondition-failed'));
  expect(await missing).toBe('precondition-required');
});

test('flags are listed by key, page by page, and found by part of a name, tag or state', async () => {
  await tree.createFlag({ key: 'b', name: '100% sure', tags: ['checkout'] });
  await tree.createFlag({ key: 'a' });
  await tree.createFlag({ key: 'c', description: 'Sure' });
  await archive('c');
  const keys = async (query: Record<string, unknown>) => {
    const page = await server.client.call(listFlags, { params: { project: tree.project }, query });
    return [page.items.map(({ key }) => key), page.next];
  };

  expect(await keys({})).toEqual([['a', 'b'], null]);
  expect(await keys({ limit: 1 })).toEqual([['a'], 'a']);
  expect(await keys({ limit: 1, cursor: 'a' })).toEqual([['b'], null]);
  expect(await keys({ q: 'SURE' })).toEqual([['b'], null]);
  expect(await keys({ q: '0% s' })).toEqual([['b'], null]);
  expect(await keys({ q: '_%' })).toEqual([[], null]);
  expect(await keys({ tag: 'checkout' })).toEqual([['b'], null]);
  expect(await keys({ archived: 'true' })).toEqual([['c'], null]);
});

test('what does not exist is named', async () => {
  await tree.createFlag({ key: 'here' });
  const nowhere = { project: 'nowhere', flag: 'here' };
  const state = { project: tree.project, flag: 'here', environment: 'moon' };

  expect((await refusal(server.client.call(listFlags, { params: { project: 'nowhere' } }))).detail).toContain(
    '"nowhere"',
  );
  expect(await refusalCode(server.client.call(getFlag, { params: nowhere }))).toBe('project-not-found');
  expect((await refusal(server.client.call(getFlag, at('gone')))).detail).toContain('"gone"');
  expect(await refusalCode(server.client.call(listFlagStates, at('gone')))).toBe('flag-not-found');
  expect((await refusal(server.client.call(getFlagState, { params: state }))).detail).toContain('"moon"');
  const write = { params: state, body: { enabled: true }, ifMatch: '*' };
  expect(await refusalCode(server.client.call(switchFlag, write))).toBe('environment-not-found');
});
