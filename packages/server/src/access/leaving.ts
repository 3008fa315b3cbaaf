import type { LeftTokens } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import type { Identity } from './behind.ts';
import { type LeftInvitation, recordWithdrawn, withdrawInvitationsBy } from './left-invitations.ts';
import { memberContent, recordMember } from './member-changes.ts';
import { lockMember, removeMemberRow } from './member-store.ts';
import { lockTokensMadeBy, revokeById, type TokenRow } from './store.ts';
import { recordRevoked } from './token-changes.ts';

interface Leaving {
  author: Author;
  at: Date;
  reason?: string | undefined;
  /** How the audit calls the end of the membership; default `remove`. */
  action?: 'erase';
}

/**
 * Ends a membership, if there is one. Whoever made a token may still know it: those that could change something end
 * too, unless an owner made them, who may everything anyway. Those that only read go on, since production runs on them.
 * Their open invitations end with them: one of these links would let them in again.
 */
export async function leaveProject(
  tx: Queries,
  { projectId, personId }: { projectId: number; personId: number },
  leaving: Leaving,
): Promise<LeftTokens> {
  const member = await lockMember(tx, projectId, personId);
  const before = member ? await memberContent(tx, projectId, member) : null;
  if (member) await removeMemberRow(tx, projectId, personId);
  const mayStill = await isOwner(tx, personId);
  const made = mayStill ? [] : await lockTokensMadeBy(tx, projectId, personId);
  const revoked = made.filter(({ scope }) => scope === 'admin');
  for (const { id } of revoked) await revokeById(tx, id);
  const inviters = mayStill ? [] : invitersOf(personId, revoked);
  const withdrawn = await withdrawInvitationsBy(tx, projectId, inviters, leaving.at);
  await recordWithdrawn(tx, withdrawn, leaving);
  for (const token of revoked) await recordRevoked(tx, projectId, token, leaving);
  if (before) await recordMember(tx, { ...leaving, projectId, personId, before, after: null });
  const kept = made.filter(({ scope }) => scope !== 'admin');
  return {
    revoked: revoked.map(leftOf),
    kept: kept.map(leftOf),
    withdrawnInvitations: withdrawn.map(withdrawnOf),
  };
}

/** Every project that somebody belongs to, made a token of or invited to, in the order in which their chains are locked. */
export async function leaveEveryProject(
  tx: Queries,
  personId: number,
  leaving: Leaving,
): Promise<LeftTokens> {
  const left: LeftTokens = { revoked: [], kept: [], withdrawnInvitations: [] };
  for (const projectId of await projectsOf(tx, personId)) {
    const { revoked, kept, withdrawnInvitations } = await leaveProject(tx, { projectId, personId }, leaving);
    left.revoked.push(...revoked);
    left.kept.push(...kept);
    left.withdrawnInvitations.push(...withdrawnInvitations);
  }
  return left;
}

async function projectsOf(tx: Queries, personId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select project_id as id from members where person_id = ${personId}
    union
    select project_id from tokens where made_by = ${personId} and revoked_at is null and project_id is not null
    union
    select project_id from invitations
    where invited_by = ${`person:${personId}`} and accepted_at is null and withdrawn_at is null
    order by id`.execute(tx);
  return rows.map(({ id }) => id);
}

async function isOwner(tx: Queries, personId: number): Promise<boolean> {
  const query = tx.selectFrom('people').select('is_owner').where('id', '=', personId);
  return (await query.executeTakeFirst())?.is_owner ?? false;
}

function leftOf({ id, name, projectKey, scope, role, environmentKey }: TokenRow): LeftTokens['kept'][number] {
  return { id: String(id), name, project: projectKey ?? '', scope, role, environment: environmentKey };
}

function withdrawnOf({
  id,
  email,
  projectKey: project,
  role,
}: LeftInvitation): LeftTokens['withdrawnInvitations'][number] {
  return { id: String(id), email, project, role };
}

function invitersOf(personId: number, tokens: readonly TokenRow[]): Identity[] {
  const through = tokens.map(({ id }) => ({ kind: 'token', id: String(id) }));
  return [{ kind: 'person', id: String(personId) }, ...through];
}
