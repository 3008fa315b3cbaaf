import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';

/** What an environment says of flags and segments itself, kills included, for a copy of it. */
export async function copyOverrides(tx: Queries, from: number, to: number): Promise<void> {
  await sql`
    insert into flag_overrides (environment_id, flag_id, config, killed)
    select ${to}, flag_id, config, killed from flag_overrides where environment_id = ${from}`.execute(tx);
  await sql`
    insert into segment_overrides (environment_id, segment_id, content)
    select ${to}, segment_id, content from segment_overrides where environment_id = ${from}`.execute(tx);
}
