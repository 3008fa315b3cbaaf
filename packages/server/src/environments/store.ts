import { type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';

export interface EnvironmentRow extends Selectable<Schema['environments']> {
  base: string | null;
  epoch: number;
}

export async function listEnvironmentRows(
  db: Queries,
  projectId: number,
  { cursor = '', limit }: PageRequest,
  visible: readonly string[] | null,
): Promise<EnvironmentRow[]> {
  return selectEnvironments(db, projectId)
    .where('e.key', '>', cursor)
    .$if(visible !== null, (query) => query.where('e.key', '=', sql<string>`any(${visible})`))
    .orderBy('e.key')
    .limit(limit + 1)
    .execute();
}

export async function findEnvironment(
  db: Queries,
  projectId: number,
  key: string,
): Promise<EnvironmentRow | undefined> {
  return selectEnvironments(db, projectId).where('e.key', '=', key).executeTakeFirst();
}

function selectEnvironments(db: Queries, projectId: number) {
  return db
    .selectFrom('environments as e')
    .leftJoin('environments as b', 'b.id', 'e.base_id')
    .selectAll('e')
    .select(['b.key as base', sql<number>`coalesce((select epoch from instance), 1)`.as('epoch')])
    .where('e.project_id', '=', projectId);
}

export interface NewEnvironment {
  projectId: number;
  key: string;
  name: string;
  kind: EnvironmentRow['kind'];
  baseId: number | null;
  depth: number;
  at: Date;
}

/** Without a ruleset yet: its first becomes version 1. Undefined when the key is taken. */
export async function insertEnvironment(
  tx: Queries,
  environment: NewEnvironment,
): Promise<number | undefined> {
  const { projectId, key, name, kind, baseId, depth, at } = environment;
  const row = await tx
    .insertInto('environments')
    .values({
      project_id: projectId,
      key,
      name,
      kind,
      base_id: baseId,
      depth,
      version: 0,
      changed_at: at,
      schedule_recorded_until: at,
      created_at: at,
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function updateEnvironmentRow(
  tx: Queries,
  id: number,
  { name, baseId }: { name: string; baseId: number | null },
): Promise<void> {
  await tx
    .updateTable('environments')
    .set((set) => ({ name, base_id: baseId, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function shiftDepth(tx: Queries, ids: readonly number[], by: number): Promise<void> {
  if (by === 0) return;
  await sql`update environments set depth = depth + ${by} where id = any(${ids}::bigint[])`.execute(tx);
}

/** Also its tokens, whose streams every process cuts when it hears of them. */
export async function deleteEnvironmentRow(tx: Queries, id: number): Promise<void> {
  await sql`select pg_notify('slipway_token', id::text) from tokens where environment_id = ${id}`.execute(tx);
  await tx.deleteFrom('environments').where('id', '=', id).execute();
}

export interface FlagKills {
  id: number;
  /** Own states by environment; only whether there is a config matters here. */
  own: ReadonlyMap<number, { config: true | null; killed: boolean }>;
}

/** Every flag that is killed somewhere, archived ones too. */
export async function loadKills(tx: Queries, projectId: number): Promise<FlagKills[]> {
  const { rows } = await sql<{ id: number; environmentId: number; config: true | null; killed: boolean }>`
    select o.flag_id as id, o.environment_id as "environmentId", o.killed,
      case when o.config is not null then true end as config
    from flag_overrides o
    join flags f on f.id = o.flag_id
    where f.project_id = ${projectId}
      and o.flag_id in (select flag_id from flag_overrides where killed)`.execute(tx);
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => ({
    id,
    own: new Map(own.map(({ environmentId, config, killed }) => [environmentId, { config, killed }])),
  }));
}

/** Kills flags in an environment that has no override of them. */
export async function insertKills(
  tx: Queries,
  environmentId: number,
  flagIds: readonly number[],
  at: Date,
): Promise<void> {
  if (flagIds.length === 0) return;
  await sql`
    insert into flag_overrides (environment_id, flag_id, killed, updated_at)
    select ${environmentId}, id, true, ${at} from unnest(${flagIds}::bigint[]) as flags (id)`.execute(tx);
}
