import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../../test/support/database.ts';
import { type Database, openDatabase } from '../platform/db/index.ts';
import { createLog } from '../platform/log/index.ts';
import type { HostedId } from '../runtimes/index.ts';
import { sweep } from './sweep.ts';

const log = createLog('silent');
let own: Awaited<ReturnType<typeof testDatabase>>;
let db: Database;

beforeAll(async () => {
  own = await testDatabase();
  db = openDatabase(own.url, { log });
  await sql`insert into nodes (id) values ('ours'), ('other')`.execute(db.kysely);
  await sql`insert into projects (key, name) values ('shop', 'Shop')`.execute(db.kysely);
  await sql`
    insert into blueprints (project_id, key, name, path, content)
    select id, 'shop', 'Shop', 'compose.yaml', '' from projects`.execute(db.kysely);
});
afterAll(async () => {
  await db.close();
  await own.drop();
});

async function host(node: string, state: string): Promise<HostedId> {
  const { rows } = await sql<{ id: number }>`
    insert into hosted_environments
      (project_id, key, slug, kind, blueprint_id, runtime, node_id, asked, revisions, model, state, created_by)
    select b.project_id, ${`${node}-${state}`}, ${`${node}-${state}`}, 'on-demand', b.id, 'process', ${node},
      '{}', '{}', '{}', ${state}, 'somebody'
    from blueprints b returning id`.execute(db.kysely);
  return `e${rows[0]?.id}` as HostedId;
}

test('what no environment of this node owns is removed, and nothing else', async () => {
  const [ready, sleeping, destroying] = [
    await host('ours', 'ready'),
    await host('ours', 'sleeping'),
    await host('ours', 'destroying'),
  ];
  const [destroyed, foreign] = [await host('ours', 'destroyed'), await host('other', 'ready')];
  const never = 'e999' as HostedId;
  const template = ready.replace('e', 't') as HostedId;
  const removed: string[] = [];
  const destroy = (what: string) => async (id: HostedId) => void removed.push(`${what} ${id}`);

  const count = await sweep({
    db,
    log,
    nodeId: 'ours',
    runtime: { list: async () => [ready, sleeping, destroyed, never, template], destroy: destroy('folder') },
    databases: { list: async () => [destroying, destroyed, foreign], destroy: destroy('database') },
  });

  expect(count).toBe(3);
  expect(removed.filter((what) => what.startsWith('folder')).sort()).toEqual(
    [destroyed, foreign, never].map((id) => `folder ${id}`).sort(),
  );
});
