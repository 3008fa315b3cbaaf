import type { Session } from './database.ts';

interface Upsert {
  onConflict: string[];
  /** Columns that only a new row gets. */
  keep?: string[];
}

/** One statement for all rows. Table and column names come from the code, never from input. */
export async function insertRows(
  session: Session,
  table: string,
  rows: object[],
  upsert: Upsert,
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return;
  const updates = columns.filter(
    (column) => !upsert.onConflict.includes(column) && !upsert.keep?.includes(column),
  );
  await session.query(
    `insert into ${table} (${columns.join(', ')})
     select ${columns.join(', ')} from jsonb_populate_recordset(null::${table}, $1)
     on conflict (${upsert.onConflict.join(', ')})
     do update set ${updates.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    [JSON.stringify(rows)],
  );
}
