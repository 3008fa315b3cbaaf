import { sql } from 'kysely';
import { type Database, transaction } from '../platform/db/index.ts';

/** How long what instances report is kept. */
const kept = [
  { table: 'telemetry_batches', column: 'received_at', days: 2 },
  { table: 'sdk_instances', column: 'last_seen_at', days: 1 },
  { table: 'context_attributes', column: 'last_seen_at', days: 400 },
  { table: 'evaluation_counts', column: 'minute', days: 400 },
  { table: 'observed_outcomes', column: 'minute', days: 400 },
  { table: 'observed_latencies', column: 'minute', days: 400 },
] as const;

/** "telemetry" as a number. */
const LOCK_KEY = sql`0x74656c656d6574`;
const AT_ONCE = 5_000;

/** Removes what has outlived its time; on one replica at a time, the others find it done. */
export async function removeExpired(database: Database): Promise<void> {
  for (const row of kept) while ((await removeSome(database, row)) === AT_ONCE);
}

// Small transactions: nobody waits long for a lock, and the pool is free between them.
async function removeSome(
  database: Database,
  { table, column, days }: (typeof kept)[number],
): Promise<number> {
  return transaction(database, async (tx) => {
    const { rows } = await sql<{
      held: boolean;
    }>`select pg_try_advisory_xact_lock(${LOCK_KEY}) as held`.execute(tx);
    if (!rows[0]?.held) return 0;
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)}
        where ${sql.ref(column)} < clock_timestamp() - make_interval(days => ${days}) limit ${AT_ONCE}))`.execute(
      tx,
    );
    return Number(numAffectedRows);
  });
}
