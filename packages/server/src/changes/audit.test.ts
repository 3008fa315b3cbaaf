import { getChange, listChanges, putSegmentOverride, switchFlag } from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusalCode, type Tree } from '../../../../test/support/tree.ts';
import { type Database, openDatabase, withSession } from '../platform/db/index.ts';
import { verifyChanges } from './index.ts';

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

async function projectId(): Promise<number> {
  const query = db.kysely.selectFrom('projects').select('id').where('key', '=', tree.project);
  return (await query.executeTakeFirstOrThrow()).id;
}

function list(query: Record<string, unknown>) {
  return server.client.call(listChanges, { params: { project: tree.project }, query });
}

test('a change says who, what, where, why, before, after and what it did', async () => {
  await server.client.call(switchFlag, {
    params: { project: tree.project, flag: 'checkout', environment: 'production' },
    body: { enabled: true, reason: 'launch' },
    ifMatch: '*',
  });

  const { items } = await list({ limit: 1 });

  expect(items[0]).toMatchObject({
    actor: { kind: 'token' },
    action: 'switch',
    subject: 'flag-config',
    key: 'checkout',
    environment: 'production',
    reason: 'launch',
    origin: expect.stringContaining('127.0.0.1'),
    before: { config: { enabled: false }, killed: false, source: 'default' },
    after: { config: { enabled: true }, killed: false, source: 'override' },
    effects: [{ environment: 'production' }, { environment: 'staging' }, { environment: 'preview' }],
    revertOf: null,
  });
  const change = items[0]?.id ?? '';
  const params = { project: tree.project, change };
  expect(await server.client.call(getChange, { params })).toEqual(items[0]);
});

test('changes are found by flag, segment, environment, actor and time, newest first', async () => {
  await tree.switch('checkout', 'production', true);
  const params = { project: tree.project, segment: 'internal', environment: 'preview' };
  const content = { include: ['u1'], exclude: [], rules: [] };
  await server.client.call(putSegmentOverride, { params, body: { content }, ifMatch: '*' });
  const actions = async (query: Record<string, unknown>) =>
    (await list(query)).items.map(({ subject, action }) => `${subject} ${action}`);
  const [newest] = (await list({ limit: 1 })).items;

  expect(await actions({ flag: 'checkout' })).toEqual(['flag-config switch', 'flag create']);
  expect(await actions({ segment: 'internal' })).toEqual(['segment-override set']);
  expect(await actions({ environment: 'staging' })).toEqual([
    'flag-config switch',
    'flag create',
    'environment create',
  ]);
  expect(await actions({ actor: newest?.actor.id, limit: 1 })).toEqual(['segment-override set']);
  expect(await actions({ actor: 'nobody' })).toEqual([]);
  expect(await actions({ from: newest?.at, limit: 1 })).toEqual(['segment-override set']);
  expect(await actions({ until: '2000-01-01T00:00:00Z' })).toEqual([]);
});

test('changes are paged to the last without a gap', async () => {
  const all = (await list({ limit: 200 })).items.map(({ id }) => id);
  const paged: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 2, ...(cursor ? { cursor } : {}) });
    paged.push(...page.items.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor);

  expect(paged).toEqual(all);
  expect(await refusalCode(list({ cursor: 'x' }))).toBe('invalid-request');
  expect(await refusalCode(server.client.call(listChanges, { params: { project: 'nowhere' } }))).toBe(
    'project-not-found',
  );
});

test('the chain verifies from the first change to the last', async () => {
  await tree.switch('checkout', 'staging', true);
  await tree.kill('checkout', 'production');

  expect(await verifyChanges(db.kysely, await projectId())).toEqual({ isIntact: true, changes: 7 });
});

/** As the owner of the tables, with the triggers off: what somebody with the keys to the database could do. */
function tamper(statement: string): Promise<void> {
  return withSession(server.databaseUrl, async (session) => {
    await session.query('begin');
    for (const table of ['changes', 'change_contents'])
      await session.query(`alter table ${table} disable trigger user`);
    await session.query(statement);
    for (const table of ['changes', 'change_contents'])
      await session.query(`alter table ${table} enable trigger user`);
    await session.query('commit');
  });
}

test.each([
  {
    given: 'another action',
    set: (id: number) => `update changes set action = 'x' where project_id = ${id} and sequence = 3`,
    at: 3,
    because: 'facts',
  },
  {
    given: 'another author',
    set: (id: number) =>
      `update change_contents set actor_name = 'x' where change_id = (select id from changes where project_id = ${id} and sequence = 2)`,
    at: 2,
    because: 'What it says',
  },
  {
    given: 'a missing last change',
    set: (id: number) =>
      `with gone as (delete from change_contents where change_id = (select max(id) from changes where project_id = ${id}) returning change_id) delete from changes where id in (select change_id from gone)`,
    at: 4,
    because: 'missing',
  },
])('a chain with $given does not verify', async ({ set, at, because }) => {
  const id = await projectId();

  await tamper(set(id));

  const verified = await verifyChanges(db.kysely, id);
  expect(verified).toMatchObject({ isIntact: false, sequence: at });
  expect(verified).toHaveProperty('because', expect.stringContaining(because));
});

test.each([
  'update changes set action = action',
  'delete from changes',
  'truncate changes cascade',
  'update change_contents set reason = null',
  'delete from change_contents',
  'truncate change_contents',
])('the database refuses: %s', async (statement) => {
  await expect(sql.raw(statement).execute(db.kysely)).rejects.toMatchObject({ code: '42501' });
});
