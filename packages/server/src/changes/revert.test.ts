import {
  archiveFlag,
  type Change,
  createEnvironment,
  dropFlagOverride,
  dropSegmentOverride,
  type FlagEdit,
  getEnvironment,
  getFlag,
  getSegment,
  getSegmentState,
  listChanges,
  putSegmentOverride,
  revertChange,
  type SegmentContent,
  updateEnvironment,
  updateFlag,
  updateSegment,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, refusalCode, type Tree } from '../../../../test/support/tree.ts';

let server: TestSlipway;
let tree: Tree;
const flag = 'checkout';

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  tree = await plantTree(server);
  await tree.createFlag({ key: flag });
});
afterAll(() => server.close());

async function latest(): Promise<Change> {
  const query = { limit: 1 };
  const { items } = await server.client.call(listChanges, { params: { project: tree.project }, query });
  return items[0] ?? expect.fail('there is no change');
}

function revert(change: Pick<Change, 'id'>, reason?: string) {
  const params = { project: tree.project, change: change.id };
  return server.client.request(revertChange, { params, body: { ...(reason ? { reason } : {}) } });
}

async function revertLatest() {
  return revert(await latest());
}

test('a reverted switch inherits again when it had made the override', async () => {
  await tree.switch(flag, 'production', true);
  const change = await latest();

  const { body, versions } = await revert(change, 'too early');

  expect(body).toMatchObject({
    action: 'drop',
    revertOf: change.id,
    reason: 'too early',
    before: change.after,
  });
  expect(Object.keys(versions)).toEqual(['production', 'staging', 'preview']);
  expect(await tree.state(flag, 'production')).toMatchObject({ source: 'default', enabledNow: false });
});

test('a reverted config is the one before', async () => {
  await tree.set(flag, 'production', { enabled: true });
  await tree.set(flag, 'production', { targets: [{ variant: 'on', keys: ['u1'] }] });

  await revertLatest();

  expect((await tree.state(flag, 'production')).config).toMatchObject({ enabled: true, targets: [] });
});

test('a reverted drop brings the override back', async () => {
  await tree.switch(flag, 'staging', true);
  const params = { project: tree.project, flag, environment: 'staging' };
  await server.client.call(dropFlagOverride, { params, ifMatch: '*' });

  const { body } = await revertLatest();

  expect(body.action).toBe('set');
  expect(await tree.state(flag, 'staging')).toMatchObject({ source: 'override', enabledNow: true });
});

test('a revert can be reverted', async () => {
  await tree.switch(flag, 'production', true);
  await revertLatest();

  await revertLatest();

  expect(await tree.state(flag, 'production')).toMatchObject({ source: 'override', enabledNow: true });
});

test('a kill that came later stays through a revert', async () => {
  await tree.switch(flag, 'production', true);
  const change = await latest();
  await tree.kill(flag, 'production');

  await revert(change);

  expect(await tree.state(flag, 'production')).toMatchObject({ killed: true, source: 'default' });
});

test('a revert under a killed base does not bring an unkilled override back', async () => {
  await tree.switch(flag, 'staging', true);
  const params = { project: tree.project, flag, environment: 'staging' };
  await server.client.call(dropFlagOverride, { params, ifMatch: '*' });
  const dropped = await latest();
  await tree.kill(flag, 'production');

  await revert(dropped);

  expect(await tree.state(flag, 'staging')).toMatchObject({ source: 'override', killed: true });
});

test('a later change of the same content is in the way, and is named', async () => {
  await tree.switch(flag, 'production', true);
  const first = await latest();
  await tree.switch(flag, 'production', false);
  const second = await latest();

  const problem = await refusal(revert(first));

  expect(problem.code).toBe('revert-conflict');
  expect(problem.detail).toContain(`change ${second.id} ("switch"`);
});

test('a change elsewhere is not in the way', async () => {
  await tree.switch(flag, 'staging', true);
  const change = await latest();
  await tree.switch(flag, 'production', true);

  await revert(change);

  expect(await tree.state(flag, 'staging')).toMatchObject({ inheritedFrom: 'production', enabledNow: true });
});

test('an edited definition is what it was', async () => {
  await edit({ name: 'Other', variants: { on: true, off: false, spare: true } });

  const { body } = await revertLatest();

  expect(body).toMatchObject({ action: 'update', subject: 'flag' });
  expect(await server.client.call(getFlag, { params: { project: tree.project, flag } })).toMatchObject({
    name: flag,
    variants: { on: true, off: false },
  });
});

async function edit(part: Partial<z.input<typeof FlagEdit>>) {
  const params = { project: tree.project, flag };
  const {
    key: _k,
    type: _t,
    archivedAt: _a,
    createdAt: _c,
    updatedAt: _u,
    ...definition
  } = await server.client.call(getFlag, { params });
  return server.client.call(updateFlag, { params, body: { ...definition, ...part }, ifMatch: '*' });
}

test('a definition goes back only when nothing uses what it would lose', async () => {
  await edit({ variants: { on: true, off: false, spare: true } });
  const change = await latest();
  await tree.set(flag, 'staging', { fallthrough: { variant: 'spare' } });

  const problem = await refusal(revert(change));

  expect(problem.code).toBe('unknown-reference');
  expect(problem.detail).toContain('"staging"');
});

test('an archived flag comes back, and goes again', async () => {
  const params = { project: tree.project, flag };
  await server.client.call(archiveFlag, { params, body: {}, ifMatch: '*' });

  await revertLatest();
  expect((await server.client.call(getFlag, { params })).archivedAt).toBeNull();
  await revertLatest();
  expect((await server.client.call(getFlag, { params })).archivedAt).not.toBeNull();
});

test('a config of a flag that was archived since cannot be put back', async () => {
  await tree.switch(flag, 'production', true);
  const change = await latest();
  const params = { project: tree.project, flag };
  await server.client.call(archiveFlag, { params, body: {}, ifMatch: '*' });

  expect(await refusalCode(revert(change))).toBe('flag-archived');
});

const someone: SegmentContent = { include: ['u1'], exclude: [], rules: [] };

test('a segment is what it was, in the project and in an environment', async () => {
  const params = { project: tree.project, segment: 'internal' };
  const here = { ...params, environment: 'staging' };
  const body = { name: 'Us', description: '', content: someone };
  await server.client.call(updateSegment, { params, body, ifMatch: '*' });
  const updated = await latest();
  await server.client.call(putSegmentOverride, { params: here, body: { content: someone }, ifMatch: '*' });
  const set = await latest();
  await server.client.call(dropSegmentOverride, { params: here, ifMatch: '*' });
  const dropped = await latest();

  await revert(dropped);
  expect(await server.client.call(getSegmentState, { params: here })).toMatchObject({ source: 'override' });
  await revert(set);
  expect(await server.client.call(getSegmentState, { params: here })).toMatchObject({ source: 'default' });
  await revert(updated);
  expect(await server.client.call(getSegment, { params })).toMatchObject({
    name: 'Internal',
    content: { include: [] },
  });
});

test('an environment has the base it had, and keeps kills that came with the other', async () => {
  const params = { project: tree.project, environment: 'staging' };
  await server.client.call(createEnvironment, { params: { project: tree.project }, body: { key: 'next' } });
  await tree.kill(flag, 'next');
  await server.client.call(updateEnvironment, {
    params,
    body: { name: 'staging', base: 'next' },
    ifMatch: '*',
  });

  await revertLatest();

  expect(await server.client.call(getEnvironment, { params })).toMatchObject({ base: 'production' });
  expect(await tree.state(flag, 'staging')).toMatchObject({ killed: true, killedHere: true });
});

test('a base that has come below the environment since cannot be its base again', async () => {
  const rebase = (environment: string, base: string | null) =>
    server.client.call(updateEnvironment, {
      params: { project: tree.project, environment },
      body: { name: environment, base },
      ifMatch: '*',
    });
  await rebase('staging', null);
  const change = await latest();
  await rebase('production', 'staging');

  expect(await refusalCode(revert(change))).toBe('base-refused');
});

test('kills and what was created or deleted are not reverted, and the refusal says what to do', async () => {
  const created = await latest();
  await tree.kill(flag, 'production');
  const killed = await latest();
  await tree.restore(flag, 'production');
  const restored = await latest();

  expect(await refusal(revert(created))).toMatchObject({ code: 'not-revertible' });
  expect((await refusal(revert(created))).detail).toContain('Archive');
  expect((await refusal(revert(killed))).detail).toContain('Restore the flag');
  expect((await refusal(revert(restored))).detail).toContain('Kill');
  expect(await tree.state(flag, 'production')).toMatchObject({ killed: false });
});

test('a change of another project, or none, is not found', async () => {
  const other = await plantTree(server);
  const change = await latest();

  const params = { project: other.project, change: change.id };
  expect(await refusalCode(server.client.call(revertChange, { params, body: {} }))).toBe('change-not-found');
  expect(await refusalCode(revert({ id: 'abc' }))).toBe('change-not-found');
});
