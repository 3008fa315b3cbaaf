import type { Queries } from '../platform/db/index.ts';
import type { Membership, Principal } from '../platform/http/index.ts';
import type { Identity } from './behind.ts';
import { membershipOf } from './membership.ts';
import { findMemberships, findPermits } from './permit-store.ts';
import { scopes } from './scopes.ts';
import { findById, type TokenRow } from './store.ts';

/** Somebody who is signed in. */
export interface SignedIn {
  sessionId: string;
  person: Pick<Principal, 'id' | 'name' | 'isOwner' | 'targetingKey'> & { email: string };
  /** In place of the cookie that was sent. */
  setCookie: string | null;
}

/** Who an identity stands for at this instant; undefined once it was erased or revoked, or has expired. */
export async function findPrincipal(
  queries: Queries,
  { kind, id }: Identity,
  at: Date,
): Promise<Principal | undefined> {
  if (!/^\d{1,15}$/.test(id)) return undefined;
  if (kind === 'person') return findPerson(queries, Number(id));
  const row = kind === 'token' ? await findById(queries, Number(id)) : undefined;
  if (!row || (row.expiresAt !== null && row.expiresAt <= at)) return undefined;
  return principalOf(row, await membershipsOf(queries, row));
}

export async function membershipsOf(queries: Queries, row: TokenRow): Promise<Membership[]> {
  const { id, role, scope, projectId, projectKey } = row;
  if (projectId === null || projectKey === null) return [];
  if (role !== null)
    return [membershipOf(projectKey, role, await findPermits(queries, projectId, { tokenId: id }))];
  return [{ projectKey, role: null, permissions: new Set(scopes[scope]), grants: [], environments: [] }];
}

export function principalOf(row: TokenRow, memberships: readonly Membership[]): Principal {
  const { id, name, scope, projectId, projectKey, environmentId, environmentKey } = row;
  const place = { projectId, projectKey, environmentId, environmentKey };
  const nobodysOwn = { email: null, isOwner: false, targetingKey: null, sessionId: null } as const;
  return { kind: 'token', id: String(id), name, scope, ...nobodysOwn, ...place, memberships };
}

export function personOf(
  { sessionId, person }: Pick<SignedIn, 'person'> & { sessionId: string | null },
  memberships: readonly Membership[],
): Principal {
  const ofTokens = {
    scope: null,
    projectId: null,
    projectKey: null,
    environmentId: null,
    environmentKey: null,
  } as const;
  return { kind: 'person', ...person, sessionId, ...ofTokens, memberships };
}

async function findPerson(queries: Queries, id: number): Promise<Principal | undefined> {
  const row = await queries
    .selectFrom('people')
    .select(['email', 'name', 'is_owner as isOwner', 'targeting_key as targetingKey'])
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  return personOf(
    { sessionId: null, person: { id: String(id), ...row } },
    await findMemberships(queries, id),
  );
}
