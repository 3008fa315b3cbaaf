import {
  type acceptInvitation,
  type BodyOf,
  type Invitation,
  type InvitationCreated,
  type InvitationDraft,
  Password,
  ProblemError,
} from '@slipway/api';
import type { z } from 'zod';
import { givenBy, joinProject, readPermits, recordInvitation } from '../access/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Author, invalidRequest } from '../platform/http/index.ts';
import type { Mail } from '../platform/mail/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { projectNotFound } from '../rulesets/index.ts';
import { recordAccount } from './account-changes.ts';
import {
  findOpenInvitation,
  forgetOldInvitations,
  type InvitationRow,
  insertInvitation,
  listOpenInvitations,
  takeInvitation,
  withdrawInvitations,
} from './invitation-store.ts';
import { invitationLetter, invitationLink } from './letters.ts';
import { projectIds, stillThere } from './membership-store.ts';
import type { Passwords } from './password.ts';
import { findPersonByEmail, insertPerson, lockPerson, type PersonRow } from './person-store.ts';
import { hashOf, makeSecret } from './secret.ts';
import type { Device, Sessions } from './sessions.ts';
import { type Entered, type SignIns, wrongCredentials } from './sign-in.ts';
import { authorOfPerson, cursorIn, idIn } from './who.ts';

type Draft = z.infer<typeof InvitationDraft>;
type Created = z.infer<typeof InvitationCreated>;
type Acceptance = BodyOf<typeof acceptInvitation>;

export interface Invitations {
  list(project: string, page: PageRequest): Promise<Page<Invitation>>;
  /** The answer holds the link, which nobody can read again. */
  create(project: string, draft: Draft, baseUrl: string, author: Author): Promise<Created>;
  withdraw(project: string, invitation: string, reason: string | undefined, author: Author): Promise<void>;
  accept(given: Acceptance, device: Device, origin: string | null): Promise<Entered>;
}

export interface InvitationDeps {
  db: Database;
  now: () => number;
  mail: Mail;
  sessions: Sessions;
  passwords: Passwords;
  signIns: SignIns;
}

const DAY = 24 * 60 * 60_000;
const LIFE_MS = 7 * DAY;
const KEPT_MS = 90 * DAY;

export function createInvitations(deps: InvitationDeps): Invitations {
  const { db, now, mail } = deps;
  return {
    async list(project, page) {
      const projectId = await requireProject(db.kysely, project);
      const where = { afterId: cursorIn(page.cursor), limit: page.limit };
      const rows = await listOpenInvitations(db.kysely, projectId, where, new Date(now()));
      return pageOf(rows, page.limit, invitationOf, ({ id }) => String(id));
    },

    async create(project, draft, baseUrl, author) {
      const token = makeSecret();
      const row = await transaction(db, (tx) => insert(tx, project, draft, token, author, new Date(now())));
      const link = invitationLink(baseUrl, token);
      mail.send(invitationLetter(draft.email, project, link));
      return { ...invitationOf(row), link, isMailed: mail.isConfigured };
    },

    withdraw: (project, invitation, reason, author) =>
      transaction(db, async (tx) => {
        const projectId = await requireProject(tx, project);
        const id = idIn(invitation);
        const where = { projectId, id: id ?? 0 };
        const [row] = await withdrawInvitations(tx, where, new Date(now()));
        if (!row)
          throw new ProblemError(
            'invitation-not-found',
            `Project "${project}" has no open invitation ${invitation.slice(0, 50)}.`,
          );
        await recordInvitation(tx, row, author, { action: 'withdraw', reason });
      }),

    accept: (given, device, origin) => accept(deps, given, device, origin),
  };
}

async function insert(
  tx: Queries,
  project: string,
  { email, role, grants, environments, reason }: Draft,
  token: string,
  author: Author,
  at: Date,
): Promise<InvitationRow> {
  const projectId = await requireProject(tx, project);
  await readPermits(tx, projectId, { role, grants, environments });
  await forgetOldInvitations(tx, new Date(at.getTime() - KEPT_MS));
  const replaced = await withdrawInvitations(tx, { projectId, email }, at);
  const row = await insertInvitation(tx, {
    project_id: projectId,
    email: email.trim(),
    role,
    permits: JSON.stringify({ grants, environments }),
    hash: hashOf(token),
    invited_by: `${author.kind}:${author.id}`,
    created_at: at,
    expires_at: new Date(at.getTime() + LIFE_MS),
  });
  for (const earlier of replaced) await recordInvitation(tx, earlier, author, { action: 'withdraw', reason });
  await recordInvitation(tx, row, author, { action: 'create', reason });
  return row;
}

async function accept(
  deps: InvitationDeps,
  { token, name, password }: Acceptance,
  device: Device,
  origin: string | null,
): Promise<Entered> {
  const { db, now, sessions } = deps;
  const at = new Date(now());
  const open = (await findOpenInvitation(db.kysely, hashOf(token), at)) ?? expired();
  const ready = await prepare(deps, { email: open.email, password }, device);
  return transaction(db, async (tx) => {
    if (!(await takeInvitation(tx, open.id, at))) expired();
    const person = await settle(tx, open.email, name, ready);
    const session = await sessions.open(tx, person.id, device);
    await join(tx, open, person, origin);
    if (!('known' in ready)) await recordArrival(tx, person, origin, 'invitation');
    return { person, session };
  });
}

/** Somebody who has proved to be this person, or the password of somebody new. */
type Ready = { known: PersonRow } | { passwordHash: string };

/**
 * A link says that somebody was invited, not that they own the account that the address has: whoever is known already
 * proves it by password.
 */
async function prepare(
  { db, passwords, signIns }: InvitationDeps,
  { email, password }: { email: string; password: string },
  device: Device,
): Promise<Ready> {
  if (await findPersonByEmail(db.kysely, email))
    return { known: await signIns.prove({ email, password }, device) };
  const parsed = Password.safeParse(password);
  if (!parsed.success)
    throw invalidRequest(parsed.error.issues.map(({ message }) => ({ path: 'password', message })));
  return { passwordHash: await passwords.hash(password) };
}

async function settle(tx: Queries, email: string, name: string, ready: Ready): Promise<PersonRow> {
  if ('known' in ready) {
    const person = await lockPerson(tx, ready.known.id);
    if (person?.password_hash === ready.known.password_hash) return person;
    throw wrongCredentials();
  }
  const { passwordHash } = ready;
  const person = await insertPerson(tx, { email, name, passwordHash, emailVerifiedAt: null });
  // Somebody has just become known by another link.
  return person ?? expired();
}

/** An invitation becomes a membership, or adds to one; whoever invited stands behind it. */
export async function join(
  tx: Queries,
  invitation: InvitationRow,
  person: PersonRow,
  origin: string | null,
): Promise<void> {
  const { project_id } = invitation;
  const given = await stillThere(tx, project_id, givenBy(invitation));
  const author = authorOfPerson(person, origin);
  const inviter = { ...author, onBehalfOf: invitation.invited_by };
  await joinProject(tx, { projectId: project_id, personId: person.id }, given, inviter);
  await recordInvitation(tx, invitation, author, { action: 'accept', person: String(person.id) });
}

/** Somebody is known from now on. */
export async function recordArrival(
  tx: Queries,
  person: PersonRow,
  origin: string | null,
  by: 'invitation' | 'provider',
): Promise<void> {
  const author = authorOfPerson(person, origin);
  await recordAccount(tx, { author, action: 'create', personId: person.id, after: { by } });
}

function invitationOf(row: InvitationRow): Invitation {
  const { grants, environments } = givenBy(row);
  return {
    id: String(row.id),
    email: row.email,
    role: row.role,
    grants,
    environments,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    acceptedAt: row.accepted_at?.toISOString() ?? null,
  };
}

async function requireProject(queries: Queries, key: string): Promise<number> {
  const id = (await projectIds(queries, [key])).get(key);
  if (id === undefined) throw projectNotFound(key);
  return id;
}

function expired(): never {
  throw new ProblemError(
    'link-expired',
    'This link has expired, was used or was withdrawn. Ask for a new one.',
  );
}
