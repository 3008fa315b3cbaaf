import {
  archiveFlag,
  dropFlagOverride,
  dropSegmentOverride,
  listOverrides,
  putSegmentOverride,
  updateSegment,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusalCode, type Tree } from '../../../../test/support/tree.ts';

let server: TestSlipway;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  tree = await plantTree(server);
});
afterAll(() => server.close());

function overrides(environment: string, query: { cursor?: string; limit?: number } = {}) {
  return server.client.call(listOverrides, { params: { project: tree.project, environment }, query });
}

const content = (...include: string[]) => ({ include, exclude: [], rules: [] });

function segmentIn(environment: string, ...include: string[]) {
  const params = { project: tree.project, segment: 'internal', environment };
  return server.client.call(putSegmentOverride, {
    params,
    body: { content: content(...include) },
    ifMatch: '*',
  });
}

test('an overlay shows what it says itself beside what it would inherit', async () => {
  await tree.createFlag({ key: 'checkout' });
  await tree.switch('checkout', 'production', true);
  await tree.set('checkout', 'staging', { fallthrough: { variant: 'off' } });
  await segmentIn('production', 'ada');
  await segmentIn('staging', 'ben');

  const { items, next } = await overrides('staging');

  expect(next).toBeNull();
  expect(items).toMatchObject([
    {
      kind: 'flag',
      key: 'checkout',
      own: { enabled: true, fallthrough: { variant: 'off' } },
      inherited: { enabled: true, fallthrough: { variant: 'on' } },
      killedHere: false,
      etag: await tree.etag('checkout', 'staging'),
    },
    { kind: 'segment', key: 'internal', own: content('ben'), inherited: content('ada'), killedHere: false },
  ]);
  expect((await overrides('preview')).items).toEqual([]);
});

test('without a base it shows what differs from how flags and segments are defined', async () => {
  await tree.createFlag({ key: 'checkout' });
  await tree.switch('checkout', 'production', true);
  await server.client.call(updateSegment, {
    params: { project: tree.project, segment: 'internal' },
    body: { name: 'Internal', description: '', content: content('everywhere') },
    ifMatch: '*',
  });
  await segmentIn('production', 'here');

  expect((await overrides('production')).items).toMatchObject([
    { key: 'checkout', own: { enabled: true }, inherited: { enabled: false } },
    { key: 'internal', own: content('here'), inherited: content('everywhere') },
  ]);
});

test('where only the kill is its own, there is no config of its own', async () => {
  await tree.createFlag({ key: 'checkout' });
  await tree.kill('checkout', 'staging');

  expect((await overrides('staging')).items).toMatchObject([
    { key: 'checkout', own: null, inherited: { enabled: false }, killedHere: true },
  ]);
});

test('what is shown can be dropped by its ETag, once', async () => {
  await tree.createFlag({ key: 'checkout' });
  await tree.switch('checkout', 'staging', true);
  await segmentIn('staging', 'ben');
  const [flag, segment] = (await overrides('staging')).items;

  const at = { project: tree.project, environment: 'staging' };
  const dropFlag = () =>
    server.client.call(dropFlagOverride, {
      params: { ...at, flag: 'checkout' },
      ifMatch: flag?.etag ?? '',
    });
  await dropFlag();
  await server.client.call(dropSegmentOverride, {
    params: { ...at, segment: 'internal' },
    ifMatch: segment?.etag ?? '',
  });

  expect((await overrides('staging')).items).toEqual([]);
  expect(await refusalCode(dropFlag())).toBe('precondition-failed');
});

test('flags come before segments, each by key, page after page; archived flags are left out', async () => {
  for (const key of ['a', 'b', 'c', 'old']) {
    await tree.createFlag({ key });
    await tree.switch(key, 'staging', true);
  }
  const params = { project: tree.project, flag: 'old' };
  await server.client.call(archiveFlag, { params, body: {}, ifMatch: '*' });
  await segmentIn('staging', 'ben');

  const seen: string[][] = [];
  let cursor: string | null = 'flag:';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof overrides>> = await overrides('staging', { limit: 1, cursor });
    seen.push(page.items.map(({ kind, key }) => `${kind} ${key}`));
    cursor = page.next;
  }

  expect(seen).toEqual([['flag a'], ['flag b'], ['flag c'], ['segment internal']]);
  const both = await overrides('staging', { limit: 3 });
  expect(both).toMatchObject({ items: [{}, {}, {}], next: 'flag:c' });
  expect(await overrides('staging', { limit: 3, cursor: 'flag:c' })).toMatchObject({
    items: [{ kind: 'segment' }],
    next: null,
  });
});

test('an environment that there is not is named', async () => {
  expect(await refusalCode(overrides('moon'))).toBe('environment-not-found');
});
