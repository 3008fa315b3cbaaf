import type { FlagConfig, FlagType, Variants } from '@slipway/engine';
import { type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';
import type { Place } from '../rulesets/index.ts';
import type { Own } from './decide.ts';

export type FlagRow = Selectable<Schema['flags']>;

/** What a flag is, in every environment alike. */
export interface Definition {
  name: string;
  description: string;
  kind: FlagRow['kind'];
  tags: string[];
  owner: string | null;
  variants: Variants;
  clientVisible: boolean;
  observe: boolean;
  metadata: FlagRow['metadata'];
}

export interface FlagFilter extends PageRequest {
  /** Only these. */
  keys?: readonly string[] | undefined;
  q?: string | undefined;
  tag?: string | undefined;
  archived: 'true' | 'false';
}

export async function listFlagRows(
  db: Queries,
  projectId: number,
  { cursor = '', limit, keys, q, tag, archived }: FlagFilter,
): Promise<FlagRow[]> {
  let query = db
    .selectFrom('flags')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('key', '>', cursor)
    .where('archived_at', archived === 'true' ? 'is not' : 'is', null);
  if (keys !== undefined) query = query.where(sql<boolean>`key = any(${keys}::text[])`);
  if (tag !== undefined) query = query.where(sql<boolean>`${tag} = any(tags)`);
  if (q) {
    const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((where) =>
      where.or([
        where('key', 'ilike', part),
        where('name', 'ilike', part),
        where('description', 'ilike', part),
      ]),
    );
  }
  return query
    .orderBy('key')
    .limit(limit + 1)
    .execute();
}

export async function findFlag(db: Queries, projectId: number, key: string): Promise<FlagRow | undefined> {
  return selectFlag(db, projectId, key).executeTakeFirst();
}

/** `shared`: the definition stands still. `exclusive`: it is about to change. */
export async function lockFlag(
  tx: Queries,
  projectId: number,
  key: string,
  strength: 'shared' | 'exclusive',
): Promise<FlagRow | undefined> {
  const query = selectFlag(tx, projectId, key);
  return (strength === 'shared' ? query.forShare() : query.forNoKeyUpdate()).executeTakeFirst();
}

function selectFlag(db: Queries, projectId: number, key: string) {
  return db.selectFrom('flags').selectAll().where('project_id', '=', projectId).where('key', '=', key);
}

export interface NewFlag extends Definition {
  projectId: number;
  key: string;
  type: FlagType;
  defaultConfig: FlagConfig;
  at: Date;
}

/** Undefined when the key is taken. */
export async function insertFlag(tx: Queries, flag: NewFlag): Promise<FlagRow | undefined> {
  const { projectId, key, type, defaultConfig, at } = flag;
  return tx
    .insertInto('flags')
    .values({
      project_id: projectId,
      key,
      type,
      default_config: JSON.stringify(defaultConfig),
      ...columnsOf(flag),
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updateDefinition(
  tx: Queries,
  id: number,
  definition: Definition,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('flags')
    .set((set) => ({ ...columnsOf(definition), updated_at: at, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export async function setArchived(tx: Queries, id: number, isArchived: boolean, at: Date): Promise<void> {
  await tx
    .updateTable('flags')
    .set((set) => ({
      archived_at: isArchived ? at : null,
      updated_at: at,
      revision: set('revision', '+', 1),
    }))
    .where('id', '=', id)
    .execute();
}

function columnsOf({ clientVisible, variants, metadata, ...definition }: Definition) {
  const { name, description, kind, tags, owner, observe } = definition;
  return {
    name,
    description,
    kind,
    tags,
    owner,
    observe,
    client_visible: clientVisible,
    variants: JSON.stringify(variants),
    metadata: JSON.stringify(metadata),
  };
}

/** What one environment says of one flag. */
export interface StateRow extends Place {
  config: FlagConfig | null;
  killed: boolean;
  /** 0 = there is no override. */
  revision: number;
  /** Of the ruleset entry; 0 = there is none. */
  version: number;
  /** When that version came. */
  at: Date | null;
  now: Date;
}

/** A flag's own states in all environments of its project, from one snapshot. */
export async function loadStateRows(
  db: Queries,
  flag: Pick<FlagRow, 'id' | 'key' | 'project_id'>,
): Promise<StateRow[]> {
  const { rows } = await sql<StateRow>`
    select e.id, e.key, e.kind, e.base_id as "baseId", e.depth, o.config,
      coalesce(o.killed, false) as killed, coalesce(o.revision, 0) as revision,
      coalesce(x.version, 0) as version, x.at, date_trunc('milliseconds', clock_timestamp()) as now
    from environments e
    left join flag_overrides o on o.environment_id = e.id and o.flag_id = ${flag.id}
    left join ruleset_entries x on x.environment_id = e.id and x.kind = 'flag' and x.key = ${flag.key}
      and x.until_version is null
    where e.project_id = ${flag.project_id}
    order by e.key`.execute(db);
  return rows;
}

export async function writeOwn(
  tx: Queries,
  environmentId: number,
  flagId: number,
  own: Own,
  at: Date,
): Promise<void> {
  if (own === null)
    await tx
      .deleteFrom('flag_overrides')
      .where('environment_id', '=', environmentId)
      .where('flag_id', '=', flagId)
      .execute();
  else
    await sql`
      insert into flag_overrides (environment_id, flag_id, config, killed, updated_at)
      values (${environmentId}, ${flagId}, ${own.config === null ? null : JSON.stringify(own.config)}::jsonb,
        ${own.killed}, ${at})
      on conflict (environment_id, flag_id) do update set config = excluded.config, killed = excluded.killed,
        updated_at = excluded.updated_at, revision = flag_overrides.revision + 1`.execute(tx);
}

/** Where flags require this one, or some of its variants. */
export async function findDependents(
  db: Queries,
  projectId: number,
  key: string,
): Promise<{ environment: string; flag: string; variants: string[] }[]> {
  const { rows } = await sql<{ environment: string; flag: string; variants: string[] }>`
    select e.key as environment, x.key as flag, p.value->'variants' as variants
    from environments e
    join ruleset_entries x on x.environment_id = e.id and x.kind = 'flag' and x.until_version is null
    cross join lateral jsonb_array_elements(x.value->'prerequisites') as p (value)
    where e.project_id = ${projectId} and p.value->>'flag' = ${key}
    order by x.key, e.depth, e.id`.execute(db);
  return rows;
}
