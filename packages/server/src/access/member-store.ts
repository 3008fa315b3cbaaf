import type { Role } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { type PermitRow, replacePermits } from './permit-store.ts';

/** Every process cuts the member's streams of the project when it hears this; the payload is `project:person`, by id. */
const MEMBER_CHANNEL = 'slipway_member';

export interface PersonRow {
  id: number;
  email: string;
  name: string;
  isOwner: boolean;
  emailVerifiedAt: Date | null;
  createdAt: Date;
}

export interface MemberRow extends PersonRow {
  role: Role;
  revision: number;
}

export interface NewMember {
  role: Role;
  permits: readonly PermitRow[];
  /** Of an OpenID group, whose next sign-in may change it; null: given by somebody. */
  provider: string | null;
}

export async function listMemberRows(
  queries: Queries,
  projectId: number,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<MemberRow[]> {
  return selectMembers(queries, projectId)
    .where('people.id', '>', afterId)
    .orderBy('people.id')
    .limit(limit)
    .execute();
}

/** Held until the transaction ends. */
export async function lockMember(
  tx: Queries,
  projectId: number,
  personId: number,
): Promise<MemberRow | undefined> {
  return selectMembers(tx, projectId)
    .where('people.id', '=', personId)
    .forUpdate('members')
    .executeTakeFirst();
}

/** Somebody who can sign in, whether or not a member. */
export async function lockPerson(tx: Queries, personId: number): Promise<PersonRow | undefined> {
  return tx
    .selectFrom('people')
    .select([
      'id',
      'email',
      'name',
      'is_owner as isOwner',
      'email_verified_at as emailVerifiedAt',
      'created_at as createdAt',
    ])
    .where('id', '=', personId)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

/** Makes somebody a member, or changes what a member may; every process hears of it. */
export async function setMember(
  tx: Queries,
  projectId: number,
  personId: number,
  { role, permits, provider }: NewMember,
): Promise<number> {
  const { revision } = await tx
    .insertInto('members')
    .values({ project_id: projectId, person_id: personId, role, provider })
    .onConflict((conflict) =>
      conflict
        .columns(['project_id', 'person_id'])
        .doUpdateSet((set) => ({ role, provider, revision: set('members.revision', '+', 1) })),
    )
    .returning('revision')
    .executeTakeFirstOrThrow();
  await replacePermits(tx, projectId, { personId }, permits);
  await tell(tx, projectId, personId);
  return revision;
}

export async function removeMemberRow(tx: Queries, projectId: number, personId: number): Promise<void> {
  await replacePermits(tx, projectId, { personId }, []);
  await tx
    .deleteFrom('members')
    .where('project_id', '=', projectId)
    .where('person_id', '=', personId)
    .execute();
  await tell(tx, projectId, personId);
}

async function tell(tx: Queries, projectId: number, personId: number): Promise<void> {
  await sql`select pg_notify(${MEMBER_CHANNEL}, ${`${projectId}:${personId}`})`.execute(tx);
}

function selectMembers(queries: Queries, projectId: number) {
  return queries
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.person_id')
    .select([
      'people.id',
      'people.email',
      'people.name',
      'people.is_owner as isOwner',
      'people.email_verified_at as emailVerifiedAt',
      'people.created_at as createdAt',
      'members.role',
      'members.revision',
    ])
    .where('members.project_id', '=', projectId);
}
