import {
  archiveFlag,
  createSegment,
  dropFlagOverride,
  getChange,
  killFlagEverywhere,
  listChanges,
  unarchiveFlag,
  updateEnvironment,
} from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusal, refusalCode, type Tree } from '../../../../test/support/tree.ts';
import { withSession } from '../platform/db/index.ts';

let server: TestSlipway;
let tree: Tree;
const flag = 'checkout';

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  tree = await plantTree(server);
  await tree.createFlag({ key: flag });
  await tree.switch(flag, 'production', true);
});
afterAll(() => server.close());

function params(environment: string) {
  return { project: tree.project, flag, environment };
}

test('a kill holds in the environment and in what inherits from it, and the config stays', async () => {
  const state = await tree.kill(flag, 'production');

  expect(state).toMatchObject({ killed: true, killedHere: true, enabledNow: true });
  expect(await tree.state(flag, 'preview')).toMatchObject({ killed: true, killedHere: false });
});

test('an override of one’s own is not killed by the base', async () => {
  await tree.switch(flag, 'staging', true);

  await tree.kill(flag, 'production');

  expect(await tree.state(flag, 'preview')).toMatchObject({ killed: false });
});

test('killing again changes and records nothing', async () => {
  await tree.kill(flag, 'production');
  const query = { limit: 1 };
  const list = () => server.client.call(listChanges, { params: { project: tree.project }, query });
  const before = await list();

  const again = await tree.kill(flag, 'production');

  expect(again.killed).toBe(true);
  expect(await list()).toEqual(before);
});

test.each([
  ['set', () => tree.set(flag, 'production', { enabled: true, schedule: [{ at: 1, enabled: true }] })],
  ['switched', () => tree.switch(flag, 'production', true)],
  ['dropped', () => server.client.call(dropFlagOverride, { params: params('production'), ifMatch: '*' })],
])('a killed flag whose config is %s stays killed', async (_, act) => {
  await tree.kill(flag, 'production');

  await act();

  expect(await tree.state(flag, 'preview')).toMatchObject({ killed: true });
});

test('an override made under a killed base is killed, also when the base is restored', async () => {
  await tree.kill(flag, 'production');
  await tree.switch(flag, 'staging', true);

  await tree.restore(flag, 'production');

  expect(await tree.state(flag, 'production')).toMatchObject({ killed: false });
  expect(await tree.state(flag, 'staging')).toMatchObject({ killed: true, killedHere: true });
});

test('an environment that leaves a killed base takes the kill along', async () => {
  await tree.kill(flag, 'production');

  await server.client.call(updateEnvironment, {
    params: { project: tree.project, environment: 'staging' },
    body: { name: 'Staging', base: null },
    ifMatch: '*',
  });

  expect(await tree.state(flag, 'staging')).toMatchObject({
    killed: true,
    killedHere: true,
    source: 'default',
  });
  expect(await tree.state(flag, 'preview')).toMatchObject({ killed: true, killedHere: false });
});

test('archiving and unarchiving keep the kill', async () => {
  await tree.kill(flag, 'staging');
  const call = { params: { project: tree.project, flag }, body: {}, ifMatch: '*' };

  await server.client.call(archiveFlag, call);
  await server.client.call(unarchiveFlag, call);

  expect(await tree.state(flag, 'staging')).toMatchObject({ killed: true });
});

test('an archived flag can be killed, so that it comes back killed', async () => {
  const call = { params: { project: tree.project, flag }, body: {}, ifMatch: '*' };
  await server.client.call(archiveFlag, call);
  await tree.kill(flag, 'production');

  await server.client.call(unarchiveFlag, call);

  expect(await tree.state(flag, 'production')).toMatchObject({ killed: true });
});

test('restoring what is not killed says so', async () => {
  expect(await refusalCode(tree.restore(flag, 'production'))).toBe('not-killed');
});

test('restoring where the kill is inherited names the environment to restore it in', async () => {
  await tree.kill(flag, 'production');

  const problem = await refusal(tree.restore(flag, 'preview'));

  expect(problem.code).toBe('kill-inherited');
  expect(problem.detail).toContain('"production"');
});

test('where both it and its base are killed, the base is restored first', async () => {
  await tree.kill(flag, 'production');
  await tree.kill(flag, 'staging');

  expect(await refusalCode(tree.restore(flag, 'staging'))).toBe('kill-inherited');
  await tree.restore(flag, 'production');
  expect(await tree.restore(flag, 'staging')).toMatchObject({ killed: false, source: 'base' });
});

test('one call kills it in every permanent environment, each with a change of its own', async () => {
  await tree.switch(flag, 'preview', true);

  const { body, versions } = await server.client.request(killFlagEverywhere, {
    params: { project: tree.project, flag },
    body: { reason: 'on fire' },
  });

  expect(body.states.map(({ environment, killedHere }) => [environment, killedHere])).toEqual([
    ['production', true],
    ['staging', true],
  ]);
  expect(Object.keys(versions)).toEqual(['production', 'staging']);
  const query = { limit: 2 };
  const { items } = await server.client.call(listChanges, { params: { project: tree.project }, query });
  expect(items).toMatchObject([
    { action: 'kill', environment: 'staging', reason: 'on fire', effects: [{ environment: 'staging' }] },
    { action: 'kill', environment: 'production', effects: [{ environment: 'production' }] },
  ]);
  expect(await tree.state(flag, 'preview')).toMatchObject({ killed: false });
});

test('one call kills it in named environments only', async () => {
  const body = { environments: ['preview'] };

  await server.client.call(killFlagEverywhere, { params: { project: tree.project, flag }, body });

  expect(await tree.state(flag, 'production')).toMatchObject({ killed: false });
  expect(await tree.state(flag, 'preview')).toMatchObject({ killed: true });
});

test('naming no environment at all is refused, since nobody means it', async () => {
  const body = { environments: [] };

  const problem = await refusal(
    server.client.call(killFlagEverywhere, { params: { project: tree.project, flag }, body }),
  );

  expect(problem).toMatchObject({ code: 'invalid-request', errors: [{ path: 'environments' }] });
});

test('naming an unknown environment kills nowhere', async () => {
  const body = { environments: ['production', 'moon'] };

  const problem = await refusal(
    server.client.call(killFlagEverywhere, { params: { project: tree.project, flag }, body }),
  );

  expect(problem).toMatchObject({ code: 'environment-not-found' });
  expect(await tree.state(flag, 'production')).toMatchObject({ killed: false });
});

test('a kill passes where the config would be refused today', async () => {
  await server.client.call(createSegment, { params: { project: tree.project }, body: { key: 'lost' } });
  const rules = [{ id: 'r1', conditions: [{ segment: 'lost' }], serve: { variant: 'on' } }];
  await tree.set(flag, 'production', { rules });
  await withSession(server.databaseUrl, (session) =>
    session.query(`delete from segments where key = 'lost'`),
  );
  expect(await refusalCode(tree.set(flag, 'production', { safeVariant: 'off' }))).toBe('unknown-reference');

  const state = await tree.kill(flag, 'production');

  expect(state.killed).toBe(true);
  expect(await tree.restore(flag, 'production')).toMatchObject({ killed: false });
});

test('the audit shows a kill as what it is', async () => {
  await tree.kill(flag, 'production');
  const query = { flag, limit: 1 };
  const { items } = await server.client.call(listChanges, { params: { project: tree.project }, query });

  const change = items[0]?.id ?? '';
  const read = await server.client.call(getChange, { params: { project: tree.project, change } });

  expect(read).toMatchObject({
    action: 'kill',
    subject: 'flag-config',
    key: flag,
    environment: 'production',
    before: { killed: false, killedHere: false, source: 'override' },
    after: { killed: true, killedHere: true, source: 'override' },
    actor: { kind: 'token' },
  });
});
