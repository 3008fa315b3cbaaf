import type { Selectable } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';

export type ServiceRow = Selectable<Schema['services']>;

export interface ServiceText {
  name: string;
  repository: string;
  folder: string;
  defaultBranch: string;
}

export async function listServiceRows(
  db: Queries,
  projectId: number,
  { cursor = '', limit }: PageRequest,
): Promise<ServiceRow[]> {
  return db
    .selectFrom('services')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('key', '>', cursor)
    .orderBy('key')
    .limit(limit + 1)
    .execute();
}

export async function allServiceRows(db: Queries, projectId: number): Promise<ServiceRow[]> {
  return db.selectFrom('services').selectAll().where('project_id', '=', projectId).orderBy('key').execute();
}

export async function findServiceRow(
  db: Queries,
  projectId: number,
  key: string,
): Promise<ServiceRow | undefined> {
  return selectService(db, projectId, key).executeTakeFirst();
}

/** `shared`: it stays. `exclusive`: it is about to change or go. */
export async function lockServiceRow(
  tx: Queries,
  projectId: number,
  key: string,
  strength: 'shared' | 'exclusive',
): Promise<ServiceRow | undefined> {
  const query = selectService(tx, projectId, key);
  return (strength === 'shared' ? query.forKeyShare() : query.forUpdate()).executeTakeFirst();
}

function selectService(db: Queries, projectId: number, key: string) {
  return db.selectFrom('services').selectAll().where('project_id', '=', projectId).where('key', '=', key);
}

/** Undefined when the key is taken. */
export async function insertServiceRow(
  tx: Queries,
  projectId: number,
  key: string,
  { name, repository, folder, defaultBranch }: ServiceText,
): Promise<ServiceRow | undefined> {
  return tx
    .insertInto('services')
    .values({ project_id: projectId, key, name, repository, folder, default_branch: defaultBranch })
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateServiceRow(
  tx: Queries,
  id: number,
  { name, repository, folder, defaultBranch }: ServiceText,
): Promise<ServiceRow> {
  return tx
    .updateTable('services')
    .set((set) => ({
      name,
      repository,
      folder,
      default_branch: defaultBranch,
      revision: set('revision', '+', 1),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function setCredential(
  tx: Queries,
  id: number,
  kind: ServiceRow['credential_kind'],
  credential: Buffer | null,
): Promise<ServiceRow> {
  return tx
    .updateTable('services')
    .set((set) => ({ credential_kind: kind, credential, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteServiceRow(tx: Queries, id: number): Promise<void> {
  await tx.deleteFrom('services').where('id', '=', id).execute();
}

/** Keys of the blueprints that are kept in its repository. */
export async function blueprintsKeptIn(tx: Queries, serviceId: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('blueprints')
    .select('key')
    .where('service_id', '=', serviceId)
    .orderBy('key')
    .execute();
  return rows.map(({ key }) => key);
}
