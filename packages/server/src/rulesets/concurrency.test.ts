import {
  createEnvironment,
  createSegment,
  getEnvironment,
  listEnvironments,
  switchFlag,
  updateEnvironment,
  updateSegment,
} from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusalCode, type Tree } from '../../../../test/support/tree.ts';
import { verifyChanges } from '../changes/index.ts';
import { type Database, openDatabase, transaction } from '../platform/db/index.ts';
import { loadEntries, loadPlaces } from './index.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let server: TestSlipway;
let db: Database;
let tree: Tree;

beforeAll(async () => {
  server = await startTestServer();
  db = openDatabase(server.databaseUrl, { log: silent });
});
beforeEach(async () => {
  tree = await plantTree(server);
  await tree.createFlag({ key: 'checkout' });
});
afterAll(async () => {
  await db.close();
  await server.close();
});

function turn(environment: string, enabled: boolean, ifMatch: string) {
  const params = { project: tree.project, flag: 'checkout', environment };
  return server.client.call(switchFlag, { params, body: { enabled }, ifMatch });
}

async function versionOf(environment: string): Promise<number> {
  const params = { project: tree.project, environment };
  return (await server.client.call(getEnvironment, { params })).version;
}

async function projectId(): Promise<number> {
  const query = db.kysely.selectFrom('projects').select('id').where('key', '=', tree.project);
  return (await query.executeTakeFirstOrThrow()).id;
}

test('of two writers who have read the same, one writes and the other is told', async () => {
  const etag = await tree.etag('checkout', 'production');

  const codes = await Promise.all(
    [true, true].map((enabled) =>
      turn('production', enabled, etag).then(
        () => 'written',
        (error: unknown) => refusalCode(Promise.reject(error)),
      ),
    ),
  );

  expect(codes.sort()).toEqual(['precondition-failed', 'written']);
});

test('no update is lost: the version grows by the number of accepted writes', async () => {
  const before = await versionOf('production');
  let accepted = 0;
  const write = async (_: unknown, writer: number): Promise<void> => {
    for (;;) {
      const state = await tree.state('checkout', 'production');
      const keys = [...(state.config.targets[0]?.keys ?? []), `u${writer}`];
      const call = tree.set('checkout', 'production', { targets: [{ variant: 'on', keys }] });
      const code = await call.then(
        () => null,
        (error: unknown) => refusalCode(Promise.reject(error)),
      );
      if (code === null) {
        accepted += 1;
        return;
      }
      expect(code).toBe('precondition-failed');
    }
  };

  await Promise.all(Array.from({ length: 8 }, write));

  expect(await versionOf('production')).toBe(before + accepted);
});

test('a change of the base and one of an overlay at the same time both hold', async () => {
  await Promise.all([turn('production', true, '*'), turn('preview', false, '*')]);

  expect(await tree.state('checkout', 'staging')).toMatchObject({ enabledNow: true, source: 'base' });
  expect(await tree.state('checkout', 'preview')).toMatchObject({ enabledNow: false, source: 'override' });
});

test('twenty mixed mutations at once all get through, and what they leave is sound', async () => {
  const params = { project: tree.project };
  await server.client.call(createSegment, { params, body: { key: 'vip' } });
  await tree.createFlag({ key: 'cart' });
  const content = (n: number) => ({ include: [`u${n}`], exclude: [], rules: [] });
  const mutations = [
    (n: number) => tree.createFlag({ key: `flag-${n}` }),
    (n: number) => turn(['production', 'staging', 'preview'][n % 3] ?? '', n % 2 === 0, '*'),
    (n: number) => tree.kill('cart', ['production', 'staging', 'preview'][n % 3] ?? ''),
    (n: number) =>
      server.client.call(createEnvironment, { params, body: { key: `pr-${n}`, base: 'staging' } }),
    (n: number) =>
      server.client.call(updateSegment, {
        params: { ...params, segment: 'vip' },
        body: { name: 'VIP', description: '', content: content(n) },
        ifMatch: '*',
      }),
    (n: number) =>
      server.client.call(updateEnvironment, {
        params: { ...params, environment: 'preview' },
        body: { name: 'preview', base: n % 2 === 0 ? 'staging' : 'production' },
        ifMatch: '*',
      }),
  ];

  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => mutations[n % mutations.length]?.(n)),
  );

  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  const id = await projectId();
  expect(await verifyChanges(db.kysely, id)).toMatchObject({ isIntact: true });
  const places = await loadPlaces(db.kysely, id);
  const loaded = await loadEntries(
    db.kysely,
    places.map((place) => ({ environmentId: place.id })),
  );
  const { items } = await server.client.call(listEnvironments, { params, query: { limit: 200 } });
  for (const environment of items) {
    const entries = loaded.find(({ environmentKey }) => environmentKey === environment.key)?.entries ?? [];
    const entry = entries.find(({ key }) => key === 'checkout');
    const state = await tree.state('checkout', environment.key);
    expect(entry?.value).toMatchObject({ enabled: state.config.enabled, killed: state.killed });
    expect(Math.max(...entries.map(({ version }) => version))).toBeLessThanOrEqual(environment.version);
  }
});

test('telemetry and other rows that refer to an environment are not in the way of a kill', async () => {
  const id = await projectId();

  const state = await transaction(db, async (tx) => {
    await sql`select from environments where project_id = ${id} for key share`.execute(tx);
    await sql`select from projects where id = ${id} for key share`.execute(tx);
    return tree.kill('checkout', 'production');
  });

  expect(state.killed).toBe(true);
});

test('a kill that cannot have its lock says so soon', async () => {
  const id = await projectId();
  const startedAt = performance.now();

  const code = await transaction(db, async (tx) => {
    await sql`select from environments where project_id = ${id} for update`.execute(tx);
    return refusalCode(tree.kill('checkout', 'production'));
  });

  expect(code).toBe('busy');
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test('one change of the base reaches a hundred overlays in one transaction, each version up by one', async () => {
  const params = { project: tree.project };
  for (let n = 0; n < 100; n += 1)
    await server.client.call(createEnvironment, {
      params,
      body: { key: `pr-${n}`, base: n % 2 === 0 ? 'production' : 'staging', kind: 'on-demand' },
    });
  const id = await projectId();
  const versions = async () => {
    const rows = await db.kysely
      .selectFrom('environments')
      .select(['id', 'version'])
      .where('project_id', '=', id)
      .execute();
    return new Map(rows.map((row) => [row.id, row.version]));
  };
  const before = await versions();

  await turn('production', true, '*');

  const after = await versions();
  expect(after.size).toBe(103);
  for (const [environmentId, version] of after) expect(version).toBe((before.get(environmentId) ?? 0) + 1);
});
