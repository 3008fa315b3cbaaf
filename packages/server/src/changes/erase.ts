import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';

/**
 * Removes what names a person as the author of changes, proposals, approvals and reviews: names, reasons, addresses.
 * What was done stays and still verifies. Ids stay where they are needed to tell two people apart; they lead nowhere
 * once the person's own row is empty.
 */
export async function eraseAuthor(tx: Queries, personId: number): Promise<void> {
  const id = String(personId);
  await sql`
    update change_contents
    set actor_id = '', actor_name = '', origin = null, reason = null, salt = null, erased_at = clock_timestamp()
    where actor_kind = 'person' and actor_id = ${id} and erased_at is null`.execute(tx);
  await sql`
    update proposals
    set author_name = '', reason = null, query = query - 'reason',
      body = case when jsonb_typeof(body) = 'object' then body - 'reason' else body end,
      note = case when state = 'open' then 'Its author was erased.' else note end,
      ended_at = coalesce(ended_at, clock_timestamp()),
      state = case when state = 'open' then 'withdrawn' else state end
    where author_kind = 'person' and author_id = ${id}`.execute(tx);
  await sql`
    update approvals set by_name = '' where by_kind = 'person' and by_id = ${id}`.execute(tx);
  await sql`
    update reviews set closed_by_name = '', note = null
    where closed_by_kind = 'person' and closed_by_id = ${id}`.execute(tx);
}
