import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { record } from './record.ts';

const AUTHOR_ERASED = 'Its author was erased.';

/** Ends what somebody who is erased has proposed: nobody stands behind it any more. */
export async function withdrawProposalsBy(tx: Queries, personId: number, author: Author): Promise<void> {
  const note = AUTHOR_ERASED;
  const { rows } = await sql<{ id: number; projectId: number }>`
    update proposals set state = 'withdrawn', note = ${note}, ended_at = clock_timestamp()
    where state = 'open' and author_kind = 'person' and author_id = ${String(personId)}
    returning id, project_id as "projectId"`.execute(tx);
  for (const { id, projectId } of rows.sort((a, b) => a.projectId - b.projectId || a.id - b.id))
    await record(tx, {
      projectId,
      author,
      action: 'withdraw',
      subject: 'proposal',
      key: String(id),
      before: { state: 'open' },
      after: { state: 'withdrawn', note },
    });
}

/**
 * Removes what names a person as the author of changes, proposals, approvals and reviews: names, reasons, addresses.
 * What was done stays and still verifies. Ids stay where they are needed to tell two people apart; they lead nowhere
 * once the person's own row is empty.
 */
export async function eraseAuthor(tx: Queries, personId: number): Promise<void> {
  const id = String(personId);
  // Who wrote the note of a rejected proposal only its change knows, so this comes before changes are emptied.
  await sql`
    update proposals p set note = null
    where p.state = 'rejected' and p.note is not null and exists (
      select from changes c join change_contents t on t.change_id = c.id
      where c.project_id = p.project_id and c.subject = 'proposal' and c.action = 'reject' and c.key = p.id::text
        and t.actor_kind = 'person' and t.actor_id = ${id})`.execute(tx);
  await sql`
    update change_contents
    set actor_id = '', actor_name = '', origin = null, reason = null, salt = null, erased_at = clock_timestamp()
    where actor_kind = 'person' and actor_id = ${id} and erased_at is null`.execute(tx);
  await sql`
    update proposals
    set author_name = '', reason = null, query = query - 'reason',
      body = case when jsonb_typeof(body) = 'object' then body - 'reason' else body end,
      note = case when state = 'withdrawn' and note <> ${AUTHOR_ERASED} then null else note end
    where author_kind = 'person' and author_id = ${id}`.execute(tx);
  await sql`
    update approvals set by_name = '' where by_kind = 'person' and by_id = ${id}`.execute(tx);
  await sql`
    update reviews set closed_by_name = '', note = null
    where closed_by_kind = 'person' and closed_by_id = ${id}`.execute(tx);
}
