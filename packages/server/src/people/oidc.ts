import { ProblemError, type Role } from '@slipway/api';
import { leaveProject, lockMember, memberContent, recordMember, setMember } from '../access/index.ts';
import type { RoleMap } from '../platform/config/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { recordAccount } from './account-changes.ts';
import { findIdentity, hasIdentityAt, insertIdentity } from './identity-store.ts';
import { openInvitationsTo, takeInvitation } from './invitation-store.ts';
import { join, recordArrival } from './invitations.ts';
import { membershipsOf, projectIds } from './membership-store.ts';
import type { Claims, Provider } from './oidc-provider.ts';
import { type RoleChange, roleChanges, rolesOf } from './oidc-roles.ts';
import { insertPerson, lockPerson, lockPersonByEmail, type PersonRow, updatePerson } from './person-store.ts';
import { deleteSessions } from './session-store.ts';
import type { Device, Sessions } from './sessions.ts';
import type { Entered } from './sign-in.ts';
import { authorOfPerson } from './who.ts';

/** In paths; there is one provider. */
export const PROVIDER_ID = 'oidc';

export interface OidcSignIns {
  readonly name: string;
  start(redirectUri: string): Promise<{ url: string; handshake: string; expiresAt: Date }>;
  finish(callback: Callback, device: Device, origin: string | null): Promise<Entered>;
}

export interface Callback {
  url: string;
  handshake: string | undefined;
}

export interface OidcDeps {
  db: Database;
  now: () => number;
  sessions: Sessions;
  provider: Provider;
  issuer: string;
  name: string;
  roleMap: RoleMap;
}

const HANDSHAKE_MS = 10 * 60_000;

export function createOidcSignIns(deps: OidcDeps): OidcSignIns {
  const { db, now, provider, sessions, name } = deps;
  return {
    name,
    async start(redirectUri) {
      return { ...(await provider.start(redirectUri)), expiresAt: new Date(now() + HANDSHAKE_MS) };
    },
    async finish({ url, handshake }, device, origin) {
      const claims = await provider.finish(url, handshake);
      return transaction(db, async (tx) => {
        const { person, recordHow } = await admit(tx, deps, claims, origin);
        const session = await sessions.open(tx, person.id, device);
        await recordHow?.();
        return { person, session };
      });
    },
  };
}

/** The person whom the provider names, with the roles that it gives and the invitations that wait. */
async function admit(
  tx: Queries,
  { issuer, name, roleMap, now }: OidcDeps,
  claims: Claims,
  origin: string | null,
): Promise<Admitted> {
  const at = new Date(now());
  const roles = await byProjectId(tx, rolesOf(claims.groups, roleMap));
  const invitations =
    claims.email !== null && claims.isEmailVerified ? await openInvitationsTo(tx, claims.email, at) : [];
  const isExpected = roles.size > 0 || invitations.length > 0;
  const identity = { provider: issuer, subject: claims.subject };
  const { person, how } = await identify(tx, identity, claims, isExpected, at);
  const author: Author = { kind: 'system', id: PROVIDER_ID, name: `groups of ${name}`, origin };
  for (const change of roleChanges(await membershipsOf(tx, person.id), roles, issuer))
    await applyRole(tx, person.id, issuer, change, { author, at });
  for (const invitation of invitations)
    if (await takeInvitation(tx, invitation.id, at)) await join(tx, invitation, person, origin);
  return { person, recordHow: how && (() => recordEntry(tx, person, how, origin)) };
}

/** How somebody came to be known by the provider, if it was just now; recorded after all that concerns projects. */
type How = 'created' | 'linked';

interface Admitted {
  person: PersonRow;
  recordHow: (() => Promise<void>) | null;
}

async function recordEntry(tx: Queries, person: PersonRow, how: How, origin: string | null): Promise<void> {
  if (how === 'created') return recordArrival(tx, person, origin, 'provider');
  const author = authorOfPerson(person, origin);
  const after = { by: 'provider', hasPassword: person.password_hash !== null };
  await recordAccount(tx, { author, action: 'link', personId: person.id, after });
}

async function identify(
  tx: Queries,
  identity: { provider: string; subject: string },
  { email, isEmailVerified, name }: Claims,
  isExpected: boolean,
  at: Date,
): Promise<{ person: PersonRow; how: How | null }> {
  const known = await findIdentity(tx, identity);
  const person = known === undefined ? undefined : await lockPerson(tx, known);
  if (person) return { person, how: null };
  if (email === null || !isEmailVerified)
    throw refused('The provider does not say that it has verified your e-mail address.');
  const present = await lockPersonByEmail(tx, email);
  if (present) return { person: await link(tx, identity, present, at), how: 'linked' };
  if (!isExpected) throw refused('Nobody has invited you, and no group of yours has a role here.');
  const draft = { email, name: name ?? email, passwordHash: null, emailVerifiedAt: at };
  const made = await insertPerson(tx, draft);
  if (!made) throw refused('Somebody has just signed in by this address. Begin again.');
  await insertIdentity(tx, identity, made.id);
  return { person: made, how: 'created' };
}

/**
 * Ties a known person to the provider’s account. Whoever set a password before the address was proved may not have
 * been its owner: that password and its sessions end.
 */
async function link(
  tx: Queries,
  identity: { provider: string; subject: string },
  person: PersonRow,
  at: Date,
): Promise<PersonRow> {
  if (await hasIdentityAt(tx, identity.provider, person.id))
    throw refused('This address belongs to another account of the provider. Ask an owner.');
  await insertIdentity(tx, identity, person.id);
  if (person.email_verified_at !== null) return person;
  await deleteSessions(tx, { personId: person.id });
  return updatePerson(tx, person.id, { password_hash: null, email_verified_at: at });
}

async function applyRole(
  tx: Queries,
  personId: number,
  provider: string,
  { projectId, after: role }: RoleChange,
  { author, at }: { author: Author; at: Date },
): Promise<void> {
  if (role === null) return void (await leaveProject(tx, { projectId, personId }, { author, at }));
  const member = await lockMember(tx, projectId, personId);
  const before = member ? await memberContent(tx, projectId, member) : null;
  await setMember(tx, projectId, personId, { role, permits: [], provider });
  const after = await memberContent(tx, projectId, { id: personId, role });
  await recordMember(tx, { projectId, personId, author, before, after });
}

/** Projects of the map that do not exist give nothing. */
async function byProjectId(tx: Queries, roles: ReadonlyMap<string, Role>): Promise<Map<number, Role>> {
  const ids = await projectIds(tx, [...roles.keys()]);
  return new Map([...ids].flatMap(([key, id]) => [[id, roles.get(key) ?? 'viewer'] as const]));
}

function refused(detail: string): ProblemError {
  return new ProblemError('sign-in-refused', detail);
}
