import { archiveFlag, createSegment, deleteSegment, getEnvironment, unarchiveFlag } from '@slipway/api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, type Tree } from '../../../../test/support/tree.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { type EnvironmentEntries, loadEntries, loadEntriesAt } from './index.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let server: TestSlipway;
let db: Database;
let tree: Tree;
let environmentId: number;

beforeAll(async () => {
  server = await startTestServer();
  db = openDatabase(server.databaseUrl, { log: silent });
});
beforeEach(async () => {
  tree = await plantTree(server);
  await tree.createFlag({ key: 'a' });
  await tree.createFlag({ key: 'b' });
  environmentId = await idOf('production');
});
afterAll(async () => {
  await db.close();
  await server.close();
});

async function idOf(environment: string): Promise<number> {
  const row = await db.kysely
    .selectFrom('environments as e')
    .innerJoin('projects as p', 'p.id', 'e.project_id')
    .select('e.id')
    .where('p.key', '=', tree.project)
    .where('e.key', '=', environment)
    .executeTakeFirstOrThrow();
  return row.id;
}

async function version(): Promise<number> {
  const params = { project: tree.project, environment: 'production' };
  return (await server.client.call(getEnvironment, { params })).version;
}

async function load(afterVersion?: number): Promise<EnvironmentEntries> {
  const wanted = afterVersion === undefined ? { environmentId } : { environmentId, afterVersion };
  const [loaded] = await loadEntries(db.kysely, [wanted]);
  return loaded ?? expect.fail('nothing loaded');
}

function keysOf({ entries, removed }: EnvironmentEntries) {
  const keys = (items: { kind: string; key: string }[]) =>
    items.map(({ kind, key }) => `${kind} ${key}`).sort();
  return { entries: keys(entries), removed: keys(removed) };
}

function archive(flag: string) {
  return server.client.call(archiveFlag, { params: { project: tree.project, flag }, body: {}, ifMatch: '*' });
}

test('all present entries come with the environment’s version', async () => {
  const loaded = await load();

  expect(keysOf(loaded)).toEqual({ entries: ['flag a', 'flag b', 'segment internal'], removed: [] });
  expect(loaded).toMatchObject({
    projectKey: tree.project,
    environmentKey: 'production',
    kind: 'permanent',
    version: await version(),
  });
  expect(loaded.entries.find(({ key }) => key === 'a')).toMatchObject({ value: { enabled: false } });
});

test('after a version only what has changed since comes', async () => {
  const known = await version();
  await tree.switch('a', 'production', true);
  await archive('b');

  expect(keysOf(await load(known))).toEqual({ entries: ['flag a'], removed: ['flag b'] });
  expect(keysOf(await load(await version()))).toEqual({ entries: [], removed: [] });
});

test('what was removed and came back is no removal', async () => {
  const known = await version();
  await archive('b');
  await server.client.call(unarchiveFlag, {
    params: { project: tree.project, flag: 'b' },
    body: {},
    ifMatch: '*',
  });

  expect(keysOf(await load(known))).toEqual({ entries: ['flag b'], removed: [] });
});

test('what came and went in between is neither', async () => {
  const known = await version();
  const params = { project: tree.project };
  await server.client.call(createSegment, { params, body: { key: 'brief' } });
  await server.client.call(deleteSegment, { params: { ...params, segment: 'brief' }, ifMatch: '*' });

  expect(keysOf(await load(known))).toEqual({ entries: [], removed: [] });
});

test('several environments are loaded at once, unknown ones are left out', async () => {
  const staging = await idOf('staging');

  const loaded = await loadEntries(db.kysely, [
    { environmentId },
    { environmentId: staging, afterVersion: 1_000_000 },
    { environmentId: 0 },
  ]);

  expect(loaded.map((each) => [each.environmentKey, each.entries.length]).sort()).toEqual([
    ['production', 3],
    ['staging', 0],
  ]);
});

test('a past version is what it was', async () => {
  const past = await version();
  await tree.switch('a', 'production', true);
  await archive('b');

  const loaded = await loadEntriesAt(db.kysely, environmentId, past);

  expect(loaded && keysOf(loaded)).toEqual({
    entries: ['flag a', 'flag b', 'segment internal'],
    removed: [],
  });
  expect(loaded?.entries.find(({ key }) => key === 'a')).toMatchObject({ value: { enabled: false } });
  expect(loaded?.version).toBe(past);
  expect(await loadEntriesAt(db.kysely, 0, 1)).toBeNull();
});
