import { type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';

export type ProjectRow = Selectable<Schema['projects']>;

export async function listProjectRows(
  db: Queries,
  { cursor = '', limit }: PageRequest,
  visible: readonly string[] | null,
): Promise<ProjectRow[]> {
  return db
    .selectFrom('projects')
    .selectAll()
    .where('key', '>', cursor)
    .$if(visible !== null, (query) => query.where('key', '=', sql<string>`any(${visible})`))
    .orderBy('key')
    .limit(limit + 1)
    .execute();
}

export async function findProject(db: Queries, key: string): Promise<ProjectRow | undefined> {
  return db.selectFrom('projects').selectAll().where('key', '=', key).executeTakeFirst();
}

export async function lockProjectRow(tx: Queries, key: string): Promise<ProjectRow | undefined> {
  return tx.selectFrom('projects').selectAll().where('key', '=', key).forNoKeyUpdate().executeTakeFirst();
}

/** Undefined when the key is taken. */
export async function insertProject(
  tx: Queries,
  project: { key: string; name: string; description: string },
): Promise<ProjectRow | undefined> {
  return tx
    .insertInto('projects')
    .values(project)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateProjectRow(
  tx: Queries,
  id: number,
  edit: { name: string; description: string },
): Promise<ProjectRow> {
  return tx
    .updateTable('projects')
    .set((set) => ({ ...edit, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
