import type { Receipts } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';

/** An instance that was not heard of for so long counts as gone. */
const CONNECTED = sql`interval '2 minutes'`;

/** How far an environment's present version has got. Undefined: no such environment. */
export async function readReceipts(db: Queries, environmentId: number): Promise<Receipts | undefined> {
  const { rows } = await sql<Row>`
    with present as (
      select e.id, e.key as environment, own.epoch, e.version, e.changed_at
      from environments e cross join instance own where e.id = ${environmentId}
    ), connected as (
      select i.*, coalesce((i.epoch, i.version) >= (p.epoch, p.version), false) as is_applied,
        i.epoch = p.epoch and i.version = p.version as is_present
      from present p join sdk_instances i on i.environment_id = p.id
      where i.last_seen_at > clock_timestamp() - ${CONNECTED}
    )
    select p.environment, p.epoch, p.version, p.changed_at as "changedAt", counted.*,
      coalesce((
        select json_agg(l) from (
          select instance, service, coalesce(version, 0) as version, last_seen_at as "lastSeenAt"
          from connected where not is_applied order by coalesce(version, 0), instance limit 20
        ) l), '[]') as laggards
    from present p cross join (
      select count(*) as connected, count(*) filter (where is_applied) as applied,
        percentile_cont(0.5) within group (order by applied_after_ms) filter (where is_present) as "p50Ms",
        percentile_cont(0.99) within group (order by applied_after_ms) filter (where is_present) as "p99Ms"
      from connected
    ) counted`.execute(db);
  const [row] = rows;
  return row && { ...row, changedAt: row.changedAt.toISOString(), laggards: row.laggards.map(laggardOf) };
}

interface Row extends Omit<Receipts, 'changedAt'> {
  changedAt: Date;
}

function laggardOf(laggard: Receipts['laggards'][number]): Receipts['laggards'][number] {
  return { ...laggard, lastSeenAt: new Date(laggard.lastSeenAt).toISOString() };
}

/** Environments of these projects that instances have reported on since `since`. */
export async function environmentsReported(
  db: Queries,
  projectIds: readonly number[],
  since: Date,
): Promise<{ projectId: number; environmentId: number }[]> {
  const { rows } = await sql<{ projectId: number; environmentId: number }>`
    select distinct e.project_id as "projectId", e.id as "environmentId"
    from environments e join sdk_instances i on i.environment_id = e.id
    where e.project_id = any(${projectIds}::bigint[]) and i.last_seen_at >= ${since}
    order by 1, 2`.execute(db);
  return rows;
}
