import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../../../test/support/database.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import { type Fence, writeFenced } from './store.ts';

const log = createLog('silent');
let own: Awaited<ReturnType<typeof testDatabase>>;
let db: Database;
let fence: Fence;

beforeAll(async () => {
  own = await testDatabase();
  db = openDatabase(own.url, { log });
  await sql`insert into projects (key, name) values ('shop', 'Shop')`.execute(db.kysely);
  await sql`
    insert into blueprints (project_id, key, name, path, content)
    select id, 'shop', 'Shop', 'compose.yaml', '' from projects`.execute(db.kysely);
});
afterAll(async () => {
  await db.close();
  await own.drop();
});
beforeEach(async () => {
  await sql`delete from hosted_environments`.execute(db.kysely);
  await sql`delete from nodes`.execute(db.kysely);
  await sql`
    insert into nodes (id, holder, claimed_until) values ('n', 'me', now() + interval '1 minute')`.execute(
    db.kysely,
  );
  const { rows } = await sql<{ id: number }>`
    insert into hosted_environments
      (project_id, key, slug, kind, blueprint_id, runtime, node_id, asked, revisions, model, generation, created_by)
    select b.project_id, 'a', 'a', 'on-demand', b.id, 'process', 'n', '{}', '{}', '{}', 3, 'somebody'
    from blueprints b returning id`.execute(db.kysely);
  fence = { id: rows[0]?.id ?? 0, generation: 3, nodeId: 'n', holder: 'me' };
});

async function stateOf(): Promise<string | undefined> {
  const row = await db.kysely.selectFrom('hosted_environments').select('state').executeTakeFirst();
  return row?.state;
}

test('whoever holds the node writes for the present generation', async () => {
  expect(await writeFenced(db.kysely, fence, { state: 'ready' })).toBe(true);
  expect(await stateOf()).toBe('ready');
});

test.each([
  { given: 'something newer is wanted', change: sql`update hosted_environments set generation = 4` },
  { given: 'another process holds the node', change: sql`update nodes set holder = 'another'` },
  {
    given: 'the claim has run out',
    change: sql`update nodes set claimed_until = now() - interval '1 second'`,
  },
  { given: 'the claim was given back', change: sql`update nodes set holder = null, claimed_until = null` },
])('when $given, nothing is written', async ({ change }) => {
  await change.execute(db.kysely);

  expect(await writeFenced(db.kysely, fence, { state: 'ready' })).toBe(false);
  expect(await stateOf()).toBe('queued');
});
