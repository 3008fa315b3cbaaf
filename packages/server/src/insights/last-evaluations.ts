import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { CountRow } from './summary.ts';

/** Adds counts up by the hour; those of no flag or variant of the project are left out, as they are by the minute. */
export async function addHours(tx: Queries, rows: readonly CountRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into evaluation_hours as present (environment_id, flag, hour, count, last_minute)
    select r.environment_id, r.flag, date_trunc('hour', r.minute, 'UTC'), sum(r.count), max(r.minute)
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r (environment_id bigint, flag text, minute timestamptz, variant text, count bigint)
    join environments e on e.id = r.environment_id
    join flags f on f.project_id = e.project_id and f.key = r.flag and jsonb_exists(f.variants, r.variant)
    group by 1, 2, 3
    order by 1, 2, 3
    on conflict (environment_id, flag, hour) do update set count = present.count + excluded.count,
      last_minute = greatest(present.last_minute, excluded.last_minute)`.execute(tx);
}

/** Of one flag, in several environments together. */
export interface LastEvaluations {
  /** To the minute; null = never, as far as counts are kept. */
  lastAt: Date | null;
  /** In the last 24 hours, by whole hours. */
  count: number;
}

/** By flag; those that were never evaluated are left out. */
export async function readLastEvaluations(
  db: Queries,
  environmentIds: readonly number[],
  flags: readonly string[],
): Promise<Map<string, LastEvaluations>> {
  if (environmentIds.length === 0 || flags.length === 0) return new Map();
  const { rows } = await sql<LastEvaluations & { flag: string }>`
    select f.flag, max(latest.last_minute) as "lastAt", coalesce(sum(day.count), 0)::bigint as count
    from unnest(${flags}::text[]) as f (flag)
    cross join unnest(${environmentIds}::bigint[]) as e (id)
    join lateral (
      select last_minute from evaluation_hours where environment_id = e.id and flag = f.flag
      order by hour desc limit 1
    ) latest on true
    left join lateral (
      select sum(count) as count from evaluation_hours
      where environment_id = e.id and flag = f.flag and hour > now() - interval '24 hours'
    ) day on true
    group by f.flag`.execute(db);
  return new Map(rows.map(({ flag, lastAt, count }) => [flag, { lastAt, count }]));
}
