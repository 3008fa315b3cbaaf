import { ProblemError } from '@slipway/api';
import { type Database, type Log, type Queries, transaction } from '../platform/db/index.ts';
import type { Mail } from '../platform/mail/index.ts';
import { recordAccount } from './account-changes.ts';
import { createAttempts } from './attempts.ts';
import { resetLetter, resetLink } from './letters.ts';
import type { Passwords } from './password.ts';
import { emailKey, findPersonByEmail, type PersonRow, updatePerson } from './person-store.ts';
import { deleteReset, findReset, putReset } from './reset-store.ts';
import { hashOf, makeSecret } from './secret.ts';
import { deleteSessions } from './session-store.ts';
import type { SignIns } from './sign-in.ts';
import { authorOfPerson } from './who.ts';

export interface Resets {
  /** Answers before it looks: neither the answer nor its time tells whether the address is known. */
  ask(email: string, baseUrl: string): void;
  redeem(token: string, password: string, origin: string | null): Promise<void>;
  /** Waits for what was asked. */
  close(): Promise<void>;
}

export interface ResetDeps {
  db: Database;
  log: Log;
  now: () => number;
  mail: Mail;
  passwords: Passwords;
  signIns: SignIns;
}

const HOUR = 60 * 60_000;
/** To one address in an hour, whoever asks. */
const MOST_LETTERS = 5;

export function createResets({ db, log, now, mail, passwords, signIns }: ResetDeps): Resets {
  const perAccount = createAttempts({ now, most: MOST_LETTERS, withinMs: HOUR });
  const underWay = new Set<Promise<void>>();

  const send = async (email: string, baseUrl: string): Promise<void> => {
    const person = await findPersonByEmail(db.kysely, email);
    if (!mayReset(person)) return;
    const token = makeSecret();
    const at = new Date(now());
    await transaction(db, (tx) => putReset(tx, person.id, hashOf(token), at, new Date(at.getTime() + HOUR)));
    mail.send(resetLetter(person.email, resetLink(baseUrl, token)));
  };

  return {
    ask(email, baseUrl) {
      perAccount.take(emailKey(email));
      const asked = send(email, baseUrl)
        .catch((error: unknown) => log.warn({ err: error }, 'a password reset could not be prepared'))
        .finally(() => underWay.delete(asked));
      underWay.add(asked);
    },

    async redeem(token, password, origin) {
      const hash = hashOf(token);
      if (!(await findReset(db.kysely, hash, new Date(now())))) throw expired();
      const passwordHash = await passwords.hash(password);
      const person = await transaction(db, async (tx) => {
        const redeemed = await redeem(tx, hash, passwordHash, new Date(now()));
        const author = authorOfPerson(redeemed.person, origin);
        const { id: personId } = redeemed.person;
        const after = { endedSessions: redeemed.endedSessions };
        await recordAccount(tx, { author, action: 'reset-password', personId, after });
        return redeemed.person;
      });
      signIns.forgive(person.email);
    },

    async close() {
      await Promise.all(underWay);
    },
  };
}

/** Who signs in by a provider only has no password to reset: the provider decides who gets in. */
function mayReset(person: PersonRow | undefined): person is PersonRow {
  return person !== undefined && person.password_hash !== null;
}

async function redeem(
  tx: Queries,
  hash: Buffer,
  passwordHash: string,
  at: Date,
): Promise<{ person: PersonRow; endedSessions: number }> {
  const personId = await deleteReset(tx, hash, at);
  if (personId === undefined) throw expired();
  // The link came by mail, so the address is theirs.
  const person = await updatePerson(tx, personId, { password_hash: passwordHash, email_verified_at: at });
  const ended = await deleteSessions(tx, { personId });
  return { person, endedSessions: ended.length };
}

function expired(): ProblemError {
  return new ProblemError('link-expired', 'This link has expired or was used. Ask for a new one.');
}
