import { ProblemError } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { notifyRun } from './store.ts';

/** The flag environment is being deleted: what runs in it is torn down. Delete beats everything. */
export async function tearDownWith(tx: Queries, environmentId: number): Promise<void> {
  const row = await tx
    .selectFrom('hosted_environments')
    .select(['id', 'key', 'is_kept'])
    .where('environment_id', '=', environmentId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) return;
  if (row.is_kept)
    throw new ProblemError(
      'environment-kept',
      `"${row.key}" is kept. Let it go first: slipway environment keep ${row.key} --off.`,
    );
  await tx
    .updateTable('hosted_environments')
    .set({
      wanted: 'destroyed',
      state: 'destroying',
      state_since: sql<Date>`clock_timestamp()`,
      generation: sql<number>`generation + 1`,
      attempts: 0,
      next_attempt_at: null,
      failure: null,
    })
    .where('id', '=', row.id)
    .execute();
  await tx
    .updateTable('share_links')
    .set({ revoked_at: sql<Date>`now()` })
    .where('hosted_id', '=', row.id)
    .where('revoked_at', 'is', null)
    .execute();
  await notifyRun(tx, row.id);
}
