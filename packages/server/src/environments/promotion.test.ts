import {
  archiveFlag,
  getEnvironment,
  getSegmentState,
  listChanges,
  previewPromotion,
  promote,
  putSegmentOverride,
  revertChange,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestPeople, testPeople } from '../../../../test/support/people.ts';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, refusalCode, type Tree } from '../../../../test/support/tree.ts';

let server: TestSlipway;
let people: TestPeople;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
  people = testPeople(server);
});
beforeEach(async () => {
  tree = await plantTree(server);
  for (const key of ['basket', 'checkout']) await tree.createFlag({ key });
});
afterAll(async () => {
  await people.close();
  await server.close();
});

interface Named {
  flags?: string[];
  segments?: string[];
}

const from = (environment: string) => ({ project: tree.project, environment });

function preview(to: string, { flags, segments }: Named = {}, source = 'staging') {
  const query = {
    to,
    ...(flags ? { flags: flags.join() } : {}),
    ...(segments ? { segments: segments.join() } : {}),
  };
  return server.client.request(previewPromotion, { params: from(source), query });
}

async function promoted(to: string, named: Named = {}, source = 'staging') {
  const { etag } = await preview(to, named, source);
  const input = { params: from(source), body: { to, ...named, reason: 'tested' }, ifMatch: etag ?? '' };
  return server.client.request(promote, input);
}

async function versionOf(environment: string): Promise<number> {
  return (await server.client.call(getEnvironment, { params: from(environment) })).version;
}

const content = (...include: string[]) => ({ include, exclude: [], rules: [] });

function segmentIn(environment: string, ...include: string[]) {
  return server.client.call(putSegmentOverride, {
    params: { ...from(environment), segment: 'internal' },
    body: { content: content(...include) },
    ifMatch: '*',
  });
}

function segmentState(environment: string) {
  return server.client.call(getSegmentState, { params: { ...from(environment), segment: 'internal' } });
}

async function changes() {
  const { items } = await server.client.call(listChanges, { params: { project: tree.project } });
  return items;
}

describe('promoting', () => {
  test('writes every override to the other environment, at once, each as a change of its own', async () => {
    await tree.switch('checkout', 'staging', true);
    await tree.set('basket', 'staging', { enabled: true, fallthrough: { variant: 'off' } });
    await segmentIn('staging', 'ada');
    const before = await versionOf('production');

    const shown = await preview('production');
    const { body, versions } = await promoted('production');

    expect(body).toEqual(shown.body);
    expect(body).toMatchObject({
      from: 'staging',
      to: 'production',
      items: [
        {
          kind: 'flag',
          key: 'basket',
          before: { enabled: false },
          after: { fallthrough: { variant: 'off' } },
        },
        { kind: 'flag', key: 'checkout', before: { enabled: false }, after: { enabled: true } },
        { kind: 'segment', key: 'internal', before: content(), after: content('ada') },
      ],
    });
    expect(await tree.state('checkout', 'production')).toMatchObject({
      source: 'override',
      enabledNow: true,
    });
    expect(await segmentState('production')).toMatchObject({ source: 'override', content: content('ada') });
    expect(versions).toMatchObject({ production: before + 1 });
    const made = (await changes()).slice(0, 3);
    expect(made.map(({ subject, key }) => `${subject} ${key}`).sort()).toEqual([
      'flag-config basket',
      'flag-config checkout',
      'segment-override internal',
    ]);
    for (const change of made) {
      expect(change).toMatchObject({ action: 'promote', environment: 'production', reason: 'tested' });
      expect(change.effects).toContainEqual({ environment: 'production', version: before + 1 });
    }
  });

  test('of what is named writes that only, also what the source inherits', async () => {
    await tree.switch('checkout', 'staging', true);
    await tree.switch('basket', 'staging', true);
    await segmentIn('staging', 'ada');

    const { body } = await promoted('production', { flags: ['checkout'] }, 'preview');

    expect(body.items.map(({ key }) => key)).toEqual(['checkout']);
    expect(await tree.state('checkout', 'production')).toMatchObject({ enabledNow: true });
    expect(await tree.state('basket', 'production')).toMatchObject({ enabledNow: false });
    expect(await segmentState('production')).toMatchObject({ source: 'default' });
  });

  test('of segments only leaves flags alone', async () => {
    await tree.switch('checkout', 'staging', true);
    await segmentIn('staging', 'ada');

    const { body } = await promoted('production', { segments: ['internal'] });

    expect(body.items).toMatchObject([{ kind: 'segment', key: 'internal' }]);
  });

  test('what is equal already writes nothing and makes no change', async () => {
    await tree.switch('checkout', 'staging', true);
    await promoted('production');
    const before = await changes();

    expect((await preview('production')).body.items).toEqual([]);
    expect((await promoted('production')).body.items).toEqual([]);
    expect((await promoted('production', { flags: ['basket'] })).body.items).toEqual([]);
    expect(await changes()).toEqual(before);
  });

  test('leaves archived flags where they are, and refuses them by name', async () => {
    await tree.switch('checkout', 'staging', true);
    const params = { project: tree.project, flag: 'checkout' };
    await server.client.call(archiveFlag, { params, body: {}, ifMatch: '*' });

    expect((await preview('production')).body.items).toEqual([]);
    expect(await refusalCode(promoted('production', { flags: ['checkout'] }))).toBe('flag-archived');
  });

  test('reaches what inherits from the other environment, and nothing that has its own', async () => {
    await tree.switch('checkout', 'production', true);
    await tree.set('checkout', 'preview', { fallthrough: { variant: 'off' } });

    await promoted('staging', { flags: ['checkout'] }, 'preview');

    expect(await tree.state('checkout', 'staging')).toMatchObject({
      source: 'override',
      config: { fallthrough: { variant: 'off' } },
    });
    expect(await tree.state('checkout', 'production')).toMatchObject({
      config: { fallthrough: { variant: 'on' } },
    });
  });
});

describe('a kill', () => {
  test('in the source is not promoted', async () => {
    await tree.switch('checkout', 'staging', true);
    await tree.kill('checkout', 'staging');
    await tree.kill('basket', 'staging');

    const { body } = await promoted('production');

    expect(body.items.map(({ key }) => key)).toEqual(['checkout']);
    expect(await tree.state('checkout', 'production')).toMatchObject({ killed: false, enabledNow: true });
    expect(await tree.state('basket', 'production')).toMatchObject({ killed: false });
  });

  test('in the other environment stays, its own as well as an inherited one', async () => {
    await tree.kill('checkout', 'production');
    await tree.switch('checkout', 'preview', true);

    await promoted('staging', { flags: ['checkout'] }, 'preview');
    await promoted('production', { flags: ['checkout'] }, 'preview');

    expect(await tree.state('checkout', 'staging')).toMatchObject({ killed: true, killedHere: true });
    expect(await tree.state('checkout', 'production')).toMatchObject({
      killed: true,
      config: { enabled: true },
    });
  });
});

describe('the ETag of a preview', () => {
  test.each([
    { changed: 'the source', change: () => tree.switch('basket', 'staging', true) },
    { changed: 'the other environment', change: () => tree.switch('basket', 'production', true) },
  ])('no longer holds when $changed has changed, and nothing is written', async ({ change }) => {
    await tree.switch('checkout', 'staging', true);
    const { etag } = await preview('production', { flags: ['checkout'] });
    await change();

    const body = { to: 'production', flags: ['checkout'] };
    const late = server.client.call(promote, { params: from('staging'), body, ifMatch: etag ?? '' });

    expect(await refusalCode(late)).toBe('precondition-failed');
    expect(await tree.state('checkout', 'production')).toMatchObject({ enabledNow: false });
  });

  test('is that of what was named and no other', async () => {
    await tree.switch('checkout', 'staging', true);
    await tree.switch('basket', 'staging', true);
    const { etag } = await preview('production', { flags: ['checkout'] });

    const other = server.client.call(promote, {
      params: from('staging'),
      body: { to: 'production' },
      ifMatch: etag ?? '',
    });

    expect(await refusalCode(other)).toBe('precondition-failed');
    expect((await promoted('production', { flags: ['checkout'] })).body.items).toHaveLength(1);
  });
});

describe('a promotion is refused', () => {
  test('to where it comes from', async () => {
    expect(await refusal(preview('staging'))).toMatchObject({
      code: 'invalid-request',
      errors: [{ path: 'to', message: expect.stringContaining('"staging"') }],
    });
    const input = { params: from('staging'), body: { to: 'staging' }, ifMatch: '*' };
    expect(await refusalCode(server.client.call(promote, input))).toBe('invalid-request');
  });

  test.each([
    { what: 'an environment', to: 'moon', named: {}, code: 'environment-not-found' },
    { what: 'a flag', to: 'production', named: { flags: ['nothing'] }, code: 'flag-not-found' },
    { what: 'a segment', to: 'production', named: { segments: ['nobody'] }, code: 'segment-not-found' },
  ])('when there is no such thing as $what that it names', async ({ to, named, code }) => {
    expect(await refusalCode(preview(to, named))).toBe(code);
    const input = { params: from('staging'), body: { to, ...named }, ifMatch: '*' };
    expect(await refusalCode(server.client.call(promote, input))).toBe(code);
  });

  test('as a whole when one flag would not mean what was written', async () => {
    await tree.switch('basket', 'staging', true);
    await tree.set('checkout', 'staging', { prerequisites: [{ flag: 'basket', variants: ['on'] }] });
    await tree.set('basket', 'production', { prerequisites: [{ flag: 'checkout', variants: ['on'] }] });

    expect(await refusalCode(promoted('production', { flags: ['checkout'] }))).toBe('prerequisite-cycle');
    expect((await promoted('production')).body.items).toHaveLength(2);
  });

  test('to whom may write the source and not the other environment', async () => {
    await tree.switch('checkout', 'staging', true);
    await segmentIn('staging', 'ada');
    const writer = async (...environments: string[]) => {
      const grants = environments.map((environment) => ({ permission: 'flag:write' as const, environment }));
      const member = { [tree.project]: { role: 'viewer' as const, grants } };
      const person = await people.person('Ada', { member });
      return server.withCookie((await person.signIn()).cookie);
    };
    const body = { to: 'production', flags: ['checkout'] };
    const input = { params: from('staging'), body, ifMatch: '*' };

    expect(await refusalCode((await writer('staging')).call(promote, input))).toBe('forbidden');
    expect(await refusalCode((await writer('production')).call(promote, input))).toBe('forbidden');
    const both = await writer('staging', 'production');
    expect(await refusalCode(both.call(promote, { ...input, body: { to: 'production' } }))).toBe('forbidden');
    expect((await both.call(promote, input)).items).toHaveLength(1);
  });
});

test('what was promoted is taken back one by one', async () => {
  await tree.switch('checkout', 'staging', true);
  await tree.switch('basket', 'production', true);
  await tree.set('basket', 'staging', { fallthrough: { variant: 'off' } });
  await segmentIn('staging', 'ada');
  await promoted('production');

  for (const change of (await changes()).slice(0, 3))
    await server.client.call(revertChange, {
      params: { project: tree.project, change: change.id },
      body: {},
    });

  expect(await tree.state('checkout', 'production')).toMatchObject({ source: 'default', enabledNow: false });
  expect(await tree.state('basket', 'production')).toMatchObject({
    source: 'override',
    config: { fallthrough: { variant: 'on' } },
  });
  expect(await segmentState('production')).toMatchObject({ source: 'default' });
});
