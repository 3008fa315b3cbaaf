import {
  type BodyOf,
  type changePassword,
  type Person,
  ProblemError,
  type Session,
  type updateMe,
} from '@slipway/api';
import type { Selectable } from 'kysely';
import { type Database, type Schema, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';
import { recordAccount } from './account-changes.ts';
import { createAttempts } from './attempts.ts';
import { deviceOf } from './device.ts';
import type { Passwords } from './password.ts';
import { findPerson, lockPerson, type PersonRow, updatePerson } from './person-store.ts';
import { deleteSessions, listSessionRows } from './session-store.ts';
import { idleLimit } from './sessions.ts';
import { wrongCredentials } from './sign-in.ts';
import { cursorIn, idIn, personOf, type SignedInPerson } from './who.ts';

/** What people do with their own account. */
export interface Accounts {
  update(who: SignedInPerson, edit: BodyOf<typeof updateMe>, author: Author): Promise<Person>;
  changePassword(
    who: SignedInPerson,
    passwords: BodyOf<typeof changePassword>,
    author: Author,
  ): Promise<void>;
  listSessions(who: SignedInPerson, page: PageRequest): Promise<Page<Session>>;
  revokeSession(who: SignedInPerson, sessionId: string): Promise<void>;
}

export interface AccountDeps {
  db: Database;
  now: () => number;
  passwords: Passwords;
}

const GUESSES = { most: 10, withinMs: 15 * 60_000 };

export function createAccounts({ db, now, passwords }: AccountDeps): Accounts {
  const guesses = createAttempts({ now, ...GUESSES });
  return {
    update: (who, wanted, author) =>
      transaction(db, async (tx) => {
        const { id } = present(await lockPerson(tx, who.personId));
        const { name, targetingKey } = wanted;
        const edit = {
          ...(name === undefined ? {} : { name }),
          ...(targetingKey === undefined ? {} : { targeting_key: targetingKey }),
        };
        const person = await updatePerson(tx, id, edit);
        // Neither what it was nor what it is: that would stay when the person is erased.
        await recordAccount(tx, {
          author,
          action: 'update',
          personId: id,
          after: { edited: Object.keys(wanted) },
        });
        return personOf(person);
      }),

    async changePassword({ personId, sessionId }, { current, next }, author) {
      guesses.take(String(personId));
      const before = present(await findPerson(db.kysely, personId));
      if (!(await passwords.isRight(current, before.password_hash))) throw wrongCredentials();
      const passwordHash = await passwords.hash(next);
      await transaction(db, async (tx) => {
        const person = present(await lockPerson(tx, personId));
        if (person.password_hash !== before.password_hash) throw wrongCredentials();
        await updatePerson(tx, personId, { password_hash: passwordHash });
        const ended = await deleteSessions(tx, { personId, exceptId: sessionId });
        const after = { endedSessions: ended.length };
        await recordAccount(tx, { author, action: 'change-password', personId, after });
      });
      guesses.clear(String(personId));
    },

    async listSessions({ personId, sessionId }, page) {
      const at = new Date(now());
      const where = { afterId: cursorIn(page.cursor), limit: page.limit };
      const rows = await listSessionRows(db.kysely, personId, where, at, idleLimit(at));
      return pageOf(
        rows,
        page.limit,
        (row) => sessionOf(row, sessionId),
        ({ id }) => String(id),
      );
    },

    async revokeSession({ personId }, sessionId) {
      const id = idIn(sessionId);
      const ended =
        id === undefined ? [] : await transaction(db, (tx) => deleteSessions(tx, { personId, id }));
      if (ended.length === 0)
        throw new ProblemError('session-not-found', 'You have no such session; it may have ended.');
    },
  };
}

function sessionOf(row: Selectable<Schema['sessions']>, currentId: number | null): Session {
  return {
    id: String(row.id),
    device: deviceOf(row.user_agent),
    address: row.address ?? '',
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    isCurrent: row.id === currentId,
  };
}

/** Erased while the request was under way. */
function present(person: PersonRow | undefined): PersonRow {
  if (person) return person;
  throw new ProblemError('unauthenticated', 'This session has ended. Sign in again.');
}
