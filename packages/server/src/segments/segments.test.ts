import {
  createSegment,
  deleteSegment,
  dropSegmentOverride,
  getSegment,
  getSegmentState,
  listSegments,
  putSegmentOverride,
  type SegmentContent,
  updateSegment,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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

function content(part: Partial<SegmentContent> = {}): SegmentContent {
  return { include: [], exclude: [], rules: [], ...part };
}

/** Whoever belongs to another segment. */
function like(segment: string): SegmentContent {
  return content({ rules: [{ conditions: [{ segment }] }] });
}

function create(key: string, of: SegmentContent = content()) {
  return server.client.request(createSegment, {
    params: { project: tree.project },
    body: { key, content: of },
  });
}

function at(segment: string) {
  return { params: { project: tree.project, segment } };
}

function update(segment: string, of: SegmentContent, ifMatch = '*') {
  const body = { name: segment, description: '', content: of };
  return server.client.request(updateSegment, { ...at(segment), body, ifMatch });
}

function state(segment: string, environment: string) {
  return server.client.call(getSegmentState, { params: { ...at(segment).params, environment } });
}

function override(segment: string, environment: string, of: SegmentContent, ifMatch = '*') {
  const params = { ...at(segment).params, environment };
  return server.client.request(putSegmentOverride, { params, body: { content: of }, ifMatch });
}

function drop(segment: string, environment: string, ifMatch = '*') {
  const params = { ...at(segment).params, environment };
  return server.client.call(dropSegmentOverride, { params, ifMatch });
}

function remove(segment: string, ifMatch = '*') {
  return server.client.call(deleteSegment, { ...at(segment), ifMatch });
}

test('every project has the segment internal, which stays', async () => {
  const { items } = await server.client.call(listSegments, { params: { project: tree.project } });

  expect(items.map(({ key }) => key)).toEqual(['internal']);
  expect(await refusalCode(remove('internal'))).toBe('segment-reserved');
});

test('a new segment is in the ruleset of every environment', async () => {
  const { body, etag, versions } = await create('vip', content({ include: ['u1'] }));

  expect(body).toMatchObject({ key: 'vip', name: 'vip', content: { include: ['u1'] } });
  expect(etag).toBe('"r1"');
  expect(Object.keys(versions)).toEqual(['production', 'staging', 'preview']);
  expect(await state('vip', 'preview')).toMatchObject({ source: 'default', inheritedFrom: null });
});

test('a key is taken once', async () => {
  await create('vip');

  expect(await refusalCode(create('vip'))).toBe('segment-key-taken');
});

test('an override holds in its environment and below, whatever the segment becomes', async () => {
  await create('vip');
  await override('vip', 'staging', content({ include: ['tester'] }));

  const { versions } = await update('vip', content({ include: ['u2'] }));

  expect(Object.keys(versions)).toEqual(['production']);
  expect(await state('vip', 'production')).toMatchObject({ source: 'default', content: { include: ['u2'] } });
  expect(await state('vip', 'staging')).toMatchObject({
    source: 'override',
    content: { include: ['tester'] },
  });
  expect(await state('vip', 'preview')).toMatchObject({ source: 'base', inheritedFrom: 'staging' });
});

test('a dropped override inherits again', async () => {
  await create('vip', content({ include: ['u1'] }));
  await override('vip', 'staging', content({ include: ['tester'] }));

  const after = await drop('vip', 'staging');

  expect(after).toMatchObject({ source: 'default', content: { include: ['u1'] } });
  expect(await refusalCode(drop('vip', 'staging'))).toBe('override-not-found');
});

test.each([
  {
    given: 'an unknown segment',
    of: like('ghost'),
    code: 'unknown-reference',
    path: 'rules[0].conditions[0].segment',
  },
  {
    given: 'a wrong network',
    of: content({ rules: [{ conditions: [{ attribute: 'ip', operator: 'in-cidr', values: ['10/99'] }] }] }),
    code: 'invalid-request',
    path: 'rules[0].conditions[0].values[0]',
  },
])('content with $given is refused, in the project and in an override', async ({ of, code, path }) => {
  await create('vip');

  expect(await refusal(create('other', of))).toMatchObject({ code, errors: [{ path }] });
  expect(await refusal(update('vip', of))).toMatchObject({ code, errors: [{ path }] });
  expect(await refusal(override('vip', 'staging', of))).toMatchObject({ code, errors: [{ path }] });
});

test('content is checked even where every environment overrides it', async () => {
  await create('vip');
  for (const environment of ['production', 'staging', 'preview'])
    await override('vip', environment, content({ include: ['x'] }));

  expect(await refusalCode(update('vip', like('ghost')))).toBe('unknown-reference');
  expect(await refusalCode(update('vip', like('vip')))).toBe('segment-cycle');
});

test('segments that contain one another in a circle are refused, also when only an overlay would have it', async () => {
  await create('a');
  await create('b', like('a'));

  const inProject = await refusal(update('a', like('b')));
  const inOverlay = await refusal(override('a', 'preview', like('b')));

  expect(inProject).toMatchObject({ code: 'segment-cycle' });
  expect(inProject.detail).toContain('"a" → "b" → "a"');
  expect(inOverlay.detail).toContain('"preview"');
});

test('a segment that is used stays, and the refusal names its users', async () => {
  await create('vip');
  await create('partners');
  await override('partners', 'preview', like('vip'));
  await tree.createFlag({ key: 'checkout' });
  const rules = [{ id: 'r1', conditions: [{ segment: 'vip' }], serve: { variant: 'on' } }];
  await tree.set('checkout', 'staging', { rules });

  const problem = await refusal(remove('vip'));

  expect(problem.code).toBe('segment-in-use');
  expect(problem.detail).toContain('flag "checkout" in "preview"');
  expect(problem.detail).toContain('flag "checkout" in "staging"');
  expect(problem.detail).toContain('segment "partners" in "preview"');
});

test('a segment that nothing uses goes with its overrides', async () => {
  await create('vip');
  await override('vip', 'staging', content({ include: ['tester'] }));

  await remove('vip');

  expect(await refusalCode(server.client.call(getSegment, at('vip')))).toBe('segment-not-found');
  expect((await create('vip')).status).toBe(201);
  expect(await state('vip', 'staging')).toMatchObject({ source: 'default' });
});

test('writes need the etag of what was read', async () => {
  await create('vip');
  await update('vip', content({ include: ['u1'] }));
  const params = { ...at('vip').params, environment: 'staging' };
  const { etag } = await server.client.request(getSegmentState, { params });
  await override('vip', 'staging', content({ include: ['u2'] }), etag ?? '');

  const codes = await Promise.all([
    refusalCode(update('vip', content(), '"r1"')),
    refusalCode(remove('vip', '"r1"')),
    refusalCode(override('vip', 'staging', content(), etag ?? '')),
    refusalCode(drop('vip', 'staging', etag ?? '')),
  ]);

  expect(codes).toEqual(Array(4).fill('precondition-failed'));
  expect(await refusalCode(server.client.call(dropSegmentOverride, { params }))).toBe(
    'precondition-required',
  );
});

test('segments are listed by key, page by page', async () => {
  await create('a');
  const params = { project: tree.project };

  const first = await server.client.call(listSegments, { params, query: { limit: 1 } });
  const second = await server.client.call(listSegments, {
    params,
    query: { limit: 1, cursor: first.next ?? '' },
  });

  expect(first.items.map(({ key }) => key)).toEqual(['a']);
  expect(second).toMatchObject({ items: [{ key: 'internal' }], next: null });
});

test('what does not exist is named', async () => {
  expect((await refusal(state('ghost', 'staging'))).detail).toContain('"ghost"');
  expect(await refusalCode(state('internal', 'moon'))).toBe('environment-not-found');
  expect(await refusalCode(override('internal', 'moon', content()))).toBe('environment-not-found');
  expect(await refusalCode(remove('ghost'))).toBe('segment-not-found');
  const elsewhere = { project: 'nowhere', segment: 'internal' };
  expect(await refusalCode(server.client.call(getSegment, { params: elsewhere }))).toBe('project-not-found');
});
