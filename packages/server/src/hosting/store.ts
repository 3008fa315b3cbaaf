import type { RunStep } from '@slipway/api';
import { type InsertObject, type RawBuilder, type Selectable, sql, type UpdateObject } from 'kysely';
import type { BlueprintModel } from '../blueprints/index.ts';
import type { Queries, Schema } from '../platform/db/index.ts';

type Table = Schema['hosted_environments'];

/** The database’s clock is the clock. */
export const nowInDatabase: RawBuilder<Date> = sql<Date>`clock_timestamp()`;
export const sinceAsked: RawBuilder<number> = sql<number>`greatest(0, extract(epoch from clock_timestamp() - asked_at) * 1000)::int`;

/** A hosted environment with what its actor and its views need. */
export interface HostedRow extends Omit<Selectable<Table>, 'model'> {
  model: BlueprintModel;
  projectKey: string;
  /** Of the flag environment; the key where that is gone. */
  name: string;
  blueprint: string;
  /** Of the flag environment. */
  isProtected: boolean;
  gatewayAddress: string | null;
  apiAddress: string | null;
  /** The node was heard of lately. */
  isReachable: boolean;
}

/** Actors hear that an environment needs them: payload = id. */
export const HOSTING_CHANNEL = 'slipway_hosting';
/** Whoever watches a project hears that a run has changed: `<project id>:<environment key>`. */
const RUN_CHANNEL = 'slipway_run';

const SILENT_NODE = sql`interval '30 seconds'`;

function selectHosted(db: Queries) {
  return db
    .selectFrom('hosted_environments as h')
    .innerJoin('projects as p', 'p.id', 'h.project_id')
    .innerJoin('blueprints as b', 'b.id', 'h.blueprint_id')
    .innerJoin('nodes as n', 'n.id', 'h.node_id')
    .leftJoin('environments as e', 'e.id', 'h.environment_id')
    .selectAll('h')
    .select([
      'p.key as projectKey',
      'b.key as blueprint',
      'n.gateway_address as gatewayAddress',
      'n.api_address as apiAddress',
      sql<string>`coalesce(e.name, h.key)`.as('name'),
      sql<boolean>`coalesce(e.is_protected, false)`.as('isProtected'),
      sql<boolean>`n.heartbeat_at > now() - ${SILENT_NODE}`.as('isReachable'),
    ])
    .$narrowType<{ model: BlueprintModel }>();
}

export async function findHosted(db: Queries, id: number): Promise<HostedRow | undefined> {
  return selectHosted(db).where('h.id', '=', id).executeTakeFirst();
}

export async function findHostedOf(db: Queries, environmentId: number): Promise<HostedRow | undefined> {
  return selectHosted(db).where('h.environment_id', '=', environmentId).executeTakeFirst();
}

export async function listHostedOf(db: Queries, environmentIds: readonly number[]): Promise<HostedRow[]> {
  if (environmentIds.length === 0) return [];
  return selectHosted(db)
    .where('h.environment_id', '=', sql<number>`any(${environmentIds}::bigint[])`)
    .execute();
}

/** What there is for a node to look after. */
export async function listOfNode(db: Queries, nodeId: string): Promise<HostedRow[]> {
  return selectHosted(db)
    .where('h.node_id', '=', nodeId)
    .where('h.state', '<>', 'destroyed')
    .orderBy('h.asked_at')
    .orderBy('h.id')
    .execute();
}

/** Everything that has, or may get, a route. */
export async function listRouted(db: Queries): Promise<HostedRow[]> {
  return selectHosted(db).where('h.state', 'not in', ['destroying', 'destroyed']).orderBy('h.id').execute();
}

export async function insertHosted(
  db: Queries,
  values: InsertObject<Schema, 'hosted_environments'>,
): Promise<number | undefined> {
  const row = await db
    .insertInto('hosted_environments')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** Who acts, and for what: a write by anybody else, or for an older generation, does nothing. */
export interface Fence {
  readonly id: number;
  readonly generation: number;
  readonly nodeId: string;
  readonly holder: string;
}

export type HostedChange = UpdateObject<Schema, 'hosted_environments'>;

/** A write of the actor. False: something newer is wanted, or this process acts for the node no more. */
export async function writeFenced(db: Queries, fence: Fence, change: HostedChange): Promise<boolean> {
  const isDone = await updateFenced(db, fence, change);
  if (isDone) await notifyRun(db, fence.id);
  return isDone;
}

async function updateFenced(db: Queries, fence: Fence, change: HostedChange): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('hosted_environments')
    .set(change)
    .where('id', '=', fence.id)
    .where('generation', '=', fence.generation)
    .where((where) =>
      where.exists(
        where
          .selectFrom('nodes')
          .select('nodes.id')
          .where('nodes.id', '=', fence.nodeId)
          .where('nodes.holder', '=', fence.holder)
          .where('nodes.claimed_until', '>', sql<Date>`now()`),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A write of somebody who asks for something. */
export async function writeHosted(db: Queries, id: number, change: HostedChange): Promise<void> {
  await db.updateTable('hosted_environments').set(change).where('id', '=', id).execute();
  await notifyRun(db, id);
}

export async function lockHosted(tx: Queries, environmentId: number): Promise<void> {
  await sql`select id from hosted_environments where environment_id = ${environmentId} for update`.execute(
    tx,
  );
}

export async function notifyRun(db: Queries, id: number): Promise<void> {
  await sql`
    select pg_notify(${HOSTING_CHANNEL}, id::text), pg_notify(${RUN_CHANNEL}, project_id || ':' || key)
    from hosted_environments where id = ${id}`.execute(db);
}

export type StepRow = Selectable<Schema['environment_steps']>;

export interface NewStep {
  hostedId: number;
  generation: number;
  name: RunStep['name'];
  service: string | null;
  log: string;
}

export async function insertStep(db: Queries, { hostedId, ...step }: NewStep): Promise<number> {
  const { id } = await db
    .insertInto('environment_steps')
    .values({ hosted_id: hostedId, ...step, state: 'running' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await notifyRun(db, hostedId);
  return id;
}

export async function endStep(
  db: Queries,
  { id, hostedId }: { id: number; hostedId: number },
  { state, detail }: { state: 'done' | 'failed'; detail: string | null },
): Promise<void> {
  await db
    .updateTable('environment_steps')
    .set({ state, detail, ended_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
  await notifyRun(db, hostedId);
}

/** Steps that a process which is gone has left running, and all but the latest. */
export async function tidySteps(db: Queries, hostedId: number): Promise<void> {
  await sql`
    update environment_steps set state = 'failed', ended_at = clock_timestamp(), detail = 'Interrupted'
    where hosted_id = ${hostedId} and state = 'running'`.execute(db);
  await sql`
    delete from environment_steps where hosted_id = ${hostedId} and id <= (
      select id from environment_steps where hosted_id = ${hostedId} order by id desc offset 100 limit 1)`.execute(
    db,
  );
}

/** The steps since it was last asked for something, of each environment. */
export async function listSteps(db: Queries, hostedIds: readonly number[]): Promise<StepRow[]> {
  if (hostedIds.length === 0) return [];
  return db
    .selectFrom('environment_steps as s')
    .innerJoin('hosted_environments as h', 'h.id', 's.hosted_id')
    .selectAll('s')
    .where('s.hosted_id', '=', sql<number>`any(${hostedIds}::bigint[])`)
    .whereRef('s.started_at', '>=', 'h.asked_at')
    .orderBy('s.id')
    .execute();
}
