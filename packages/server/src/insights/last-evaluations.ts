import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';

/** Of one flag, in several environments together. */
export interface LastEvaluations {
  /** To the minute; null = never, as far as counts are kept. */
  lastAt: Date | null;
  /** In the last 24 hours. */
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
    select f.flag, max(latest.minute) as "lastAt", coalesce(sum(day.count), 0)::bigint as count
    from unnest(${flags}::text[]) as f (flag)
    cross join unnest(${environmentIds}::bigint[]) as e (id)
    join lateral (
      select minute from evaluation_counts where environment_id = e.id and flag = f.flag
      order by minute desc limit 1
    ) latest on true
    left join lateral (
      select sum(count) as count from evaluation_counts
      where environment_id = e.id and flag = f.flag and minute > clock_timestamp() - interval '24 hours'
    ) day on true
    group by f.flag`.execute(db);
  return new Map(rows.map(({ flag, lastAt, count }) => [flag, { lastAt, count }]));
}
