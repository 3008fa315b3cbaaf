import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Kept } from '../platform/retention/index.ts';

/** An entry that has ended is kept for so long, so that every instant since then can be told. */
export const HISTORY_DAYS = 400;

export const keptHistory: readonly Kept[] = [
  { table: 'ruleset_entries', column: 'ended_at', days: HISTORY_DAYS },
];

export interface HeldVersion {
  version: number;
  createdAt: Date;
  /** Before this nobody knows what held. */
  keptFrom: Date;
}

/**
 * The version that held at an instant; exactly at a change's instant that is the new one, in the future the present one.
 * Null: no such environment.
 */
export async function versionAt(
  db: Queries,
  environmentId: number,
  at: Date,
  historyDays: number = HISTORY_DAYS,
): Promise<HeldVersion | null> {
  // By what came next: of the versions before, entries may have been removed.
  const { rows } = await sql<HeldVersion>`
    select e.created_at as "createdAt",
      greatest(e.created_at, clock_timestamp() - make_interval(days => ${historyDays})) as "keptFrom",
      least(
        e.version,
        (select min(version) - 1 from ruleset_entries where environment_id = e.id and at > ${at}),
        (select min(until_version) - 1 from ruleset_entries where environment_id = e.id and ended_at > ${at})
      ) as version
    from environments e where e.id = ${environmentId}`.execute(db);
  return rows[0] ?? null;
}
