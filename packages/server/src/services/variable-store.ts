import { type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';

type Row = Selectable<Schema['variables']>;

/** Where a variable holds; null = everywhere. */
export interface Place {
  serviceId: number | null;
  kind: Row['kind'];
  environmentId: number | null;
}

export interface VariableRow extends Row {
  service: string | null;
  environment: string | null;
}

export interface VariableContent {
  value: string | null;
  secret: Buffer | null;
  given_to: Row['given_to'];
}

function selectVariables(db: Queries, projectId: number) {
  return db
    .selectFrom('variables as v')
    .leftJoin('services as s', 's.id', 'v.service_id')
    .leftJoin('environments as e', 'e.id', 'v.environment_id')
    .selectAll('v')
    .select(['s.key as service', 'e.key as environment'])
    .where('v.project_id', '=', projectId);
}

/** Of one service, or of the project with all its services. */
export async function listVariableRows(
  db: Queries,
  projectId: number,
  serviceId: number | null,
): Promise<VariableRow[]> {
  return selectVariables(db, projectId)
    .$if(serviceId !== null, (query) => query.where('v.service_id', '=', serviceId))
    .orderBy('v.name')
    .orderBy('s.key', (order) => order.asc().nullsFirst())
    .orderBy('v.kind', (order) => order.asc().nullsFirst())
    .orderBy('e.key', (order) => order.asc().nullsFirst())
    .execute();
}

export async function lockVariableRow(
  tx: Queries,
  projectId: number,
  { serviceId, kind, environmentId }: Place,
  name: string,
): Promise<Row | undefined> {
  return tx
    .selectFrom('variables')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('service_id', 'is not distinct from', serviceId)
    .where('kind', 'is not distinct from', kind)
    .where('environment_id', 'is not distinct from', environmentId)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
}

export async function writeVariable(
  tx: Queries,
  projectId: number,
  { serviceId, kind, environmentId }: Place,
  name: string,
  content: VariableContent,
): Promise<Row> {
  return tx
    .insertInto('variables')
    .values({
      project_id: projectId,
      service_id: serviceId,
      kind,
      environment_id: environmentId,
      name,
      ...content,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'service_id', 'kind', 'environment_id', 'name'])
        .doUpdateSet({ ...content, updated_at: sql`now()` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteVariableRow(tx: Queries, id: number): Promise<void> {
  await tx.deleteFrom('variables').where('id', '=', id).execute();
}

/** Every variable that holds for a service in an environment, the widest first. */
export async function heldVariables(
  db: Queries,
  projectId: number,
  scope: { service: string | null; kind: Place['kind']; environmentId: number | null },
  use: 'build' | 'run',
): Promise<VariableRow[]> {
  return selectVariables(db, projectId)
    .where((where) => where.or([where('v.service_id', 'is', null), where('s.key', '=', scope.service ?? '')]))
    .where((where) => where.or([where('v.kind', 'is', null), where('v.kind', '=', scope.kind)]))
    .where((where) =>
      where.or([where('v.environment_id', 'is', null), where('v.environment_id', '=', scope.environmentId)]),
    )
    .where('v.given_to', 'in', ['both', use])
    .orderBy(sql`v.environment_id is not null`)
    .orderBy(sql`v.kind is not null`)
    .orderBy(sql`v.service_id is not null`)
    .execute();
}

/** It stays until the transaction has ended. */
export async function lockEnvironmentId(
  db: Queries,
  projectId: number,
  key: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('environments')
    .select('id')
    .where('project_id', '=', projectId)
    .where('key', '=', key)
    .forKeyShare()
    .executeTakeFirst();
  return row?.id;
}
