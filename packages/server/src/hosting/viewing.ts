import { sql } from 'kysely';
import type { Database } from '../platform/db/index.ts';
import { notifyRun } from './store.ts';

/** Somebody wants to see it: what sleeps is woken, everything else is let be. */
export async function wakeHosted({ kysely }: Database, id: number): Promise<void> {
  const { numUpdatedRows } = await kysely
    .updateTable('hosted_environments')
    .set({
      wanted: 'ready',
      asked_at: sql<Date>`clock_timestamp()`,
      last_viewed_at: sql<Date>`now()`,
      attempts: 0,
    })
    .where('id', '=', id)
    .where('wanted', 'in', ['paused', 'stopped'])
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await notifyRun(kysely, id);
}

/** As long as somebody looks, now counts as seen. */
export async function writeSeen(
  { kysely }: Database,
  id: number,
  { viewers, lastAt }: { viewers: number; lastAt: Date },
): Promise<void> {
  const seenAt = viewers > 0 ? sql<Date>`now()` : sql<Date>`greatest(last_viewed_at, ${lastAt})`;
  await kysely
    .updateTable('hosted_environments')
    .set({ viewers, last_viewed_at: seenAt })
    .where('id', '=', id)
    .execute();
}
