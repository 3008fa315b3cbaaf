import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';
import { emailKey } from './person-store.ts';

export type InvitationRow = Selectable<Schema['invitations']>;

export async function insertInvitation(
  tx: Queries,
  invitation: Insertable<Schema['invitations']>,
): Promise<InvitationRow> {
  return tx.insertInto('invitations').values(invitation).returningAll().executeTakeFirstOrThrow();
}

export async function listOpenInvitations(
  queries: Queries,
  projectId: number,
  { afterId, limit }: { afterId: number; limit: number },
  at: Date,
): Promise<InvitationRow[]> {
  return openInvitations(queries, at)
    .where('project_id', '=', projectId)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

export async function findOpenInvitation(
  queries: Queries,
  hash: Buffer,
  at: Date,
): Promise<InvitationRow | undefined> {
  return openInvitations(queries, at).where('hash', '=', hash).executeTakeFirst();
}

export async function openInvitationsTo(tx: Queries, email: string, at: Date): Promise<InvitationRow[]> {
  return openInvitations(tx, at)
    .where(sql<boolean>`lower(email) = ${emailKey(email)}`)
    .orderBy('project_id')
    .orderBy('id')
    .execute();
}

/** True for the one who takes it: a link works once. */
export async function takeInvitation(tx: Queries, id: number, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('invitations')
    .set({ accepted_at: at })
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function withdrawInvitations(
  tx: Queries,
  where: { projectId: number; id?: number; email?: string },
  at: Date,
): Promise<InvitationRow[]> {
  return tx
    .updateTable('invitations')
    .set({ withdrawn_at: at })
    .where('project_id', '=', where.projectId)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', at)
    .$if(where.id !== undefined, (query) => query.where('id', '=', where.id ?? 0))
    .$if(where.email !== undefined, (query) =>
      query.where(sql<boolean>`lower(email) = ${emailKey(where.email ?? '')}`),
    )
    .returningAll()
    .execute();
}

/** An address is kept no longer than it is of use. */
export async function forgetOldInvitations(tx: Queries, before: Date): Promise<void> {
  await tx.deleteFrom('invitations').where('expires_at', '<', before).execute();
}

export async function forgetInvitationsTo(tx: Queries, email: string): Promise<void> {
  await tx
    .deleteFrom('invitations')
    .where(sql<boolean>`lower(email) = ${emailKey(email)}`)
    .execute();
}

function openInvitations(queries: Queries, at: Date) {
  return queries
    .selectFrom('invitations')
    .selectAll()
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', at);
}
