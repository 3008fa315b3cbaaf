import {
  getChange,
  listChanges,
  putSegmentOverride,
  switchFlag,
  verifyChanges as verification,
} from '@slipway/api';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestSlipway } from '../../../../test/support/server.ts';
import { plantTree, refusalCode, type Tree } from '../../../../test/support/tree.ts';
import { type Database, openDatabase, transaction, withSession } from '../platform/db/index.ts';
import { eraseAuthor, record, verifyChanges } from './index.ts';

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

  expect(await verifyChanges(db.kysely, await projectId())).toEqual({
    isIntact: true,
    checked: 7,
    erased: 0,
  });
  const params = { project: tree.project };
  expect(await server.client.call(verification, { params })).toEqual({
    isIntact: true,
    checked: 7,
    erased: 0,
    firstBroken: null,
  });
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
    given: 'another outcome',
    set: (id: number) =>
      `update change_contents set after = '{"config": null}' where change_id = (select max(id) from changes where project_id = ${id})`,
    at: 5,
    because: 'What it says',
  },
  {
    given: 'a missing content',
    set: (id: number) =>
      `delete from change_contents where change_id = (select id from changes where project_id = ${id} and sequence = 4)`,
    at: 4,
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
  const answer = await server.client.call(verification, { params: { project: tree.project } });
  expect(answer).toMatchObject({ isIntact: false, firstBroken: expect.stringMatching(/^\d+$/) });
});

/** Changes of a person, as they will be once people sign in. */
async function changesOf(personId: number): Promise<number[]> {
  const author = {
    kind: 'person',
    id: String(personId),
    name: 'Grace Hopper',
    origin: 'from 192.0.2.7',
  } as const;
  const behalf = {
    kind: 'token',
    id: '1',
    name: 'Robot',
    origin: null,
    onBehalfOf: `person:${personId}`,
  } as const;
  const change = {
    projectId: await projectId(),
    subject: 'project',
    key: tree.project,
    before: null,
  } as const;
  return transaction(db, async (tx) => [
    await record(tx, {
      ...change,
      author,
      action: 'update',
      after: { name: 'a' },
      reason: 'I, Grace, want it',
    }),
    await record(tx, {
      ...change,
      author: behalf,
      action: 'update',
      after: { name: 'b' },
      reason: 'why not',
    }),
  ]);
}

const erase = (personId: number) => transaction(db, (tx) => eraseAuthor(tx, personId));

test('erasing a person leaves what was done, and the chain valid', async () => {
  const [own, other] = await changesOf(77);
  await changesOf(78);

  await erase(77);

  const read = (change: number | undefined) =>
    server.client.call(getChange, { params: { project: tree.project, change: String(change) } });
  expect(await read(own)).toMatchObject({
    actor: { kind: 'person', id: '', name: '' },
    reason: null,
    origin: null,
    after: { name: 'a' },
  });
  expect(await read(other)).toMatchObject({
    actor: { name: 'Robot' },
    reason: 'why not',
    onBehalfOf: 'person:77',
  });
  expect(await verifyChanges(db.kysely, await projectId())).toEqual({
    isIntact: true,
    checked: 9,
    erased: 1,
  });
  const { rows } = await sql`
    select 1 from change_contents c where c::text ilike '%grace%' and actor_id in ('77', '')`.execute(
    db.kysely,
  );
  expect(rows).toEqual([]);
});

test('erasing twice changes nothing more', async () => {
  await changesOf(79);
  await erase(79);

  await erase(79);

  expect(await verifyChanges(db.kysely, await projectId())).toMatchObject({ isIntact: true, erased: 1 });
});

test('what an erased change did cannot be altered unnoticed', async () => {
  const [own = 0] = await changesOf(80);
  await erase(80);

  await tamper(`update change_contents set after = '{"name": "z"}' where change_id = ${own}`);

  expect(await verifyChanges(db.kysely, await projectId())).toMatchObject({ isIntact: false, changeId: own });
});

const erasure = `actor_id = '', actor_name = '', origin = null, reason = null, salt = null, erased_at = now()`;

test.each([
  { given: 'the outcome with it', set: `${erasure}, after = '{}'` },
  { given: 'whom it was for', set: `${erasure}, on_behalf_of = 'person:9'` },
  { given: 'its digest', set: `${erasure}, personal_digest = ''` },
  { given: 'the kind of actor', set: `${erasure}, actor_kind = 'system'` },
  { given: 'another name instead', set: erasure.replace("actor_name = ''", "actor_name = 'Eve'") },
  { given: 'no mark', set: erasure.replace('erased_at = now()', 'erased_at = null') },
  { given: 'the reason kept', set: erasure.replace('reason = null', `reason = 'x'`) },
])('the database refuses an erasure that changes $given', async ({ set }) => {
  await expect(sql.raw(`update change_contents set ${set}`).execute(db.kysely)).rejects.toMatchObject({
    code: '42501',
  });
});

test('the database refuses to alter what was erased before', async () => {
  const [own] = await changesOf(81);
  await erase(81);

  const again = sql.raw(`update change_contents set ${erasure} where change_id = ${own}`).execute(db.kysely);

  await expect(again).rejects.toMatchObject({ code: '42501' });
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
