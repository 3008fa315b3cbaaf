import { sql } from 'kysely';
import { type Database, type Schema, transaction } from '../db/index.ts';

/** How long rows of a table are kept after `column`; where that is null they stay. */
export interface Kept {
  table: keyof Schema;
  column: string;
  days: number;
}

/** "retention" as a number. */
const LOCK_KEY = sql`0x726574656e74696f`;
const AT_ONCE = 5_000;

/** Removes what has outlived its time; on one replica at a time, the others find it done. */
export async function removeExpired(database: Database, kept: readonly Kept[]): Promise<void> {
  for (const row of kept) while ((await removeSome(database, row)) === AT_ONCE);
}

// Small transactions: nobody waits long for a lock, and the pool is free between them.
async function removeSome(database: Database, { table, column, days }: Kept): Promise<number> {
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
