import { type LeftTokens, type Member, type MemberWrite, ProblemError } from '@slipway/api';
import type { z } from 'zod';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Answer, type Author, requireMatch } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { leaveProject } from './leaving.ts';
import { memberContent, recordMember } from './member-changes.ts';
import { listMemberRows, lockMember, lockPerson, type MemberRow, setMember } from './member-store.ts';
import { environmentsOf, grantsOf, type Permit } from './membership.ts';
import { findPermits, listPermits } from './permit-store.ts';
import { readPermits } from './permits.ts';
import { readCursor, requireProject } from './store.ts';

export interface MemberAt {
  project: string;
  person: string;
}

interface Write {
  author: Author;
  reason?: string | undefined;
}

/** `mayAdd`: whether somebody who is no member yet is there for who asks. */
interface PutWrite extends Write {
  ifMatch: string | null;
  mayAdd: boolean;
}

/** Who belongs to a project. */
export interface Members {
  list(project: string, page: PageRequest): Promise<Answer<Page<Member>>>;
  /** `If-Match: "r0"` (or `*`) makes somebody who can sign in a member. */
  put(at: MemberAt, wanted: z.infer<typeof MemberWrite>, write: PutWrite): Promise<Answer<Member>>;
  /** Answers what became of the tokens and the open invitations that they made. */
  remove(at: MemberAt, write: Write): Promise<Answer<LeftTokens>>;
}

export function createMembers({ db, now }: { db: Database; now: () => number }): Members {
  return {
    async list(project, { cursor, limit }) {
      const projectId = await requireProject(db.kysely, project);
      const page = { afterId: readCursor(cursor), limit: limit + 1 };
      const rows = await listMemberRows(db.kysely, projectId, page);
      const permits = await permitsByPerson(db.kysely, projectId, rows);
      const itemOf = (row: MemberRow): Member => memberOf(row, permits.get(row.id) ?? []);
      return { body: pageOf(rows, limit, itemOf, ({ id }) => String(id)) };
    },
    put: (at, wanted, write) => transaction(db, (tx) => put(tx, at, wanted, write)),
    remove: async (at, write) => ({
      body: await transaction(db, (tx) => remove(tx, at, { ...write, at: new Date(now()) })),
    }),
  };
}

async function put(
  tx: Queries,
  { project, person }: MemberAt,
  { role, grants, environments, reason }: z.infer<typeof MemberWrite>,
  { author, ifMatch, mayAdd }: PutWrite,
): Promise<Answer<Member>> {
  const projectId = await requireProject(tx, project);
  const found = await lockPerson(tx, idOf(person));
  if (!found) throw personNotFound(person);
  const present = await lockMember(tx, projectId, found.id);
  // People of other projects are none of this project's business: they come by invitation.
  if (!present && !mayAdd) throw personNotFound(person);
  requireMatch(ifMatch, etagOf(present?.revision ?? 0), `The membership of person ${person}`);
  const before = present ? await memberContent(tx, projectId, present) : null;
  const permits = await readPermits(tx, projectId, { role, grants, environments });
  const revision = await setMember(tx, projectId, found.id, { role, permits, provider: null });
  const member = { ...found, role, revision };
  const held = await findPermits(tx, projectId, { personId: found.id });
  const after = await memberContent(tx, projectId, member);
  await recordMember(tx, { projectId, personId: found.id, author, before, after, reason });
  return { body: memberOf(member, held), etag: etagOf(revision) };
}

async function remove(
  tx: Queries,
  { project, person }: MemberAt,
  leaving: Write & { at: Date },
): Promise<LeftTokens> {
  const projectId = await requireProject(tx, project);
  const personId = idOf(person);
  if (!(await lockMember(tx, projectId, personId))) throw personNotFound(person);
  return leaveProject(tx, { projectId, personId }, leaving);
}

async function permitsByPerson(
  queries: Queries,
  projectId: number,
  rows: readonly MemberRow[],
): Promise<Map<number, Permit[]>> {
  const holders = rows.map(({ id }) => ({ personId: id }));
  const permits = new Map<number, Permit[]>(rows.map(({ id }) => [id, []]));
  for (const { personId, permit } of await listPermits(queries, projectId, holders))
    if (personId !== null) permits.get(personId)?.push(permit);
  return permits;
}

function memberOf({ role, revision, ...person }: MemberRow, permits: readonly Permit[]): Member {
  return {
    person: {
      id: String(person.id),
      email: person.email,
      name: person.name,
      isOwner: person.isOwner,
      isEmailVerified: person.emailVerifiedAt !== null,
      createdAt: person.createdAt.toISOString(),
    },
    role,
    grants: grantsOf(permits),
    environments: environmentsOf(permits),
    etag: etagOf(revision),
  };
}

function etagOf(revision: number): string {
  return `"r${revision}"`;
}

function idOf(person: string): number {
  if (/^\d{1,15}$/.test(person)) return Number(person);
  throw personNotFound(person);
}

function personNotFound(person: string): ProblemError {
  return new ProblemError(
    'person-not-found',
    `There is no person ${person.slice(0, 50)} here. Give the id of somebody who can sign in, or invite them.`,
  );
}
