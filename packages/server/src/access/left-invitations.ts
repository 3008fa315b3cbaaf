import type { Selectable } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import type { Identity } from './behind.ts';
import { recordInvitation } from './invitation-changes.ts';

/** An invitation that lost whoever made it. */
export type LeftInvitation = Pick<
  Selectable<Schema['invitations']>,
  'id' | 'project_id' | 'email' | 'role' | 'permits'
> & { projectKey: string };

/**
 * Ends the open invitations of people and tokens that go: whoever made one may know its link. To be called before
 * anything is recorded, since accepting one holds it before it waits for the chain of changes.
 */
export async function withdrawInvitationsBy(
  tx: Queries,
  projectId: number,
  inviters: readonly Identity[],
  at: Date,
): Promise<LeftInvitation[]> {
  if (inviters.length === 0) return [];
  const names = inviters.map(({ kind, id }) => `${kind}:${id}`);
  const rows = await tx
    .updateTable('invitations')
    .from('projects')
    .set({ withdrawn_at: at })
    .whereRef('projects.id', '=', 'invitations.project_id')
    .where('invitations.project_id', '=', projectId)
    .where('invitations.invited_by', 'in', names)
    .where('invitations.accepted_at', 'is', null)
    .where('invitations.withdrawn_at', 'is', null)
    .where('invitations.expires_at', '>', at)
    .returning([
      'invitations.id',
      'invitations.project_id',
      'invitations.email',
      'invitations.role',
      'invitations.permits',
      'projects.key as projectKey',
    ])
    .execute();
  return rows.sort((a, b) => a.id - b.id);
}

export async function recordWithdrawn(
  tx: Queries,
  withdrawn: readonly LeftInvitation[],
  { author, reason }: { author: Author; reason?: string | undefined },
): Promise<void> {
  for (const row of withdrawn) await recordInvitation(tx, row, author, { action: 'withdraw', reason });
}
