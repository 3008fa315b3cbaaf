import type { Selectable } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';

type Row = Selectable<Schema['blueprints']>;

export interface BlueprintRow extends Row {
  /** Key of the service whose repository keeps it. */
  service: string | null;
}

export interface BlueprintText {
  name: string;
  serviceId: number | null;
  path: string;
  content: string | null;
}

function selectBlueprints(db: Queries, projectId: number) {
  return db
    .selectFrom('blueprints as b')
    .leftJoin('services as s', 's.id', 'b.service_id')
    .selectAll('b')
    .select('s.key as service')
    .where('b.project_id', '=', projectId);
}

export async function listBlueprintRows(
  db: Queries,
  projectId: number,
  { cursor = '', limit }: PageRequest,
): Promise<BlueprintRow[]> {
  return selectBlueprints(db, projectId)
    .where('b.key', '>', cursor)
    .orderBy('b.key')
    .limit(limit + 1)
    .execute();
}

export async function findBlueprintRow(
  db: Queries,
  projectId: number,
  key: string,
): Promise<BlueprintRow | undefined> {
  return selectBlueprints(db, projectId).where('b.key', '=', key).executeTakeFirst();
}

export async function lockBlueprintRow(
  tx: Queries,
  projectId: number,
  key: string,
): Promise<BlueprintRow | undefined> {
  return selectBlueprints(tx, projectId).where('b.key', '=', key).forUpdate('b').executeTakeFirst();
}

/** Undefined when the key is taken. */
export async function insertBlueprintRow(
  tx: Queries,
  projectId: number,
  key: string,
  { name, serviceId, path, content }: BlueprintText,
): Promise<Row | undefined> {
  return tx
    .insertInto('blueprints')
    .values({ project_id: projectId, key, name, service_id: serviceId, path, content })
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateBlueprintRow(
  tx: Queries,
  id: number,
  { name, serviceId, path, content }: BlueprintText,
): Promise<Row> {
  return tx
    .updateTable('blueprints')
    .set((set) => ({ name, service_id: serviceId, path, content, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What is left of destroyed environments goes with it; one that is there stands in the way. */
export async function deleteBlueprintRow(tx: Queries, id: number): Promise<void> {
  await tx
    .deleteFrom('hosted_environments')
    .where('blueprint_id', '=', id)
    .where('state', '=', 'destroyed')
    .execute();
  await tx.deleteFrom('blueprints').where('id', '=', id).execute();
}

/** Keys of the environments that run it, the destroyed ones left out. */
export async function environmentsOf(tx: Queries, blueprintId: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('hosted_environments')
    .select('key')
    .where('blueprint_id', '=', blueprintId)
    .where('state', '<>', 'destroyed')
    .orderBy('key')
    .limit(10)
    .execute();
  return rows.map(({ key }) => key);
}
