import { type BodyOf, ProblemError, type setUp, type signIn } from '@slipway/api';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import { type Author, networkOf } from '../platform/http/index.ts';
import { recordAccount } from './account-changes.ts';
import { createAttempts } from './attempts.ts';
import type { Passwords } from './password.ts';
import {
  countOwners,
  emailKey,
  findPersonByEmail,
  insertPerson,
  lockOwners,
  lockPerson,
  lockPersonByEmail,
  type PersonRow,
  updatePerson,
} from './person-store.ts';
import { deleteSessions } from './session-store.ts';
import type { Device, OpenedSession, Sessions } from './sessions.ts';

/** A person and the session that was just opened. */
export interface Entered {
  person: PersonRow;
  session: OpenedSession;
}

type Credentials = BodyOf<typeof signIn>;

interface SetUpBy {
  device: Device;
  author: Author;
}

export interface SignIns {
  isOwned(): Promise<boolean>;
  /** Creates the owner; `bootstrap` ends the token that asked, in the same transaction. */
  setUp(
    draft: BodyOf<typeof setUp>,
    by: SetUpBy,
    bootstrap: (tx: Queries) => Promise<unknown>,
  ): Promise<Entered>;
  /** Whose e-mail and password these are. Throws `wrong-credentials` or `too-many-requests`. */
  prove(given: Credentials, device: Device): Promise<PersonRow>;
  byPassword(given: Credentials, device: Device): Promise<Entered>;
  /** The account was proved to be its owner’s in another way: earlier guesses count no more. */
  forgive(email: string): void;
}

export interface SignInDeps {
  db: Database;
  now: () => number;
  sessions: Sessions;
  passwords: Passwords;
}

const WITHIN_MS = 15 * 60_000;
/** Requests are limited by address and by account anyway; this is for whoever has patience. */
const MOST_PER_ACCOUNT_AND_NETWORK = 10;
/** From everywhere together. High, so that a stranger cannot lock anybody out with little effort. */
const MOST_PER_ACCOUNT = 300;

export function createSignIns({ db, now, sessions, passwords }: SignInDeps): SignIns {
  const perAccount = createAttempts({ now, most: MOST_PER_ACCOUNT, withinMs: WITHIN_MS });
  const perNetwork = createAttempts({ now, most: MOST_PER_ACCOUNT_AND_NETWORK, withinMs: WITHIN_MS });

  const forgive = (email: string): void => {
    perAccount.clear(emailKey(email));
    perNetwork.clear(emailKey(email));
  };

  const enter = async (tx: Queries, person: PersonRow, device: Device): Promise<Entered> => ({
    person,
    session: await sessions.open(tx, person.id, device),
  });

  const prove = async ({ email, password }: Credentials, { address }: Device): Promise<PersonRow> => {
    const account = emailKey(email);
    perNetwork.take(`${account} ${networkOf(address)}`);
    perAccount.take(account);
    const person = await findPersonByEmail(db.kysely, email);
    const isRight = await passwords.isRight(password, person?.password_hash ?? null);
    if (!person || !isRight) throw wrongCredentials();
    forgive(email);
    return person;
  };

  return {
    isOwned: async () => (await countOwners(db.kysely)) > 0,

    async setUp({ email, name, password }, { device, author }, bootstrap) {
      const passwordHash = await passwords.hash(password);
      return transaction(db, async (tx) => {
        await lockOwners(tx);
        if ((await countOwners(tx)) > 0)
          throw new ProblemError(
            'already-set-up',
            'Somebody owns this installation already. Sign in, or be invited.',
          );
        const { owner, isNew } = await makeOwner(tx, { email, name, passwordHash }, new Date(now()));
        await bootstrap(tx);
        const entered = await enter(tx, owner, device);
        const before = isNew ? null : { isOwner: false };
        await recordAccount(tx, {
          author,
          action: 'set-up',
          personId: owner.id,
          before,
          after: { isOwner: true },
        });
        return entered;
      });
    },

    prove,

    async byPassword(given, device) {
      const proved = await prove(given, device);
      return transaction(db, async (tx) => {
        // What was checked may have been replaced meanwhile.
        const person = await lockPerson(tx, proved.id);
        if (person?.password_hash !== proved.password_hash) throw wrongCredentials();
        return enter(tx, person, device);
      });
    },

    forgive,
  };
}

/** The same for an unknown address, a wrong password, and somebody who has none. */
export function wrongCredentials(): ProblemError {
  return new ProblemError('wrong-credentials', 'This e-mail and password do not belong together.');
}

/** Somebody may have been invited before there was an owner. */
async function makeOwner(
  tx: Queries,
  { email, name, passwordHash }: { email: string; name: string; passwordHash: string },
  at: Date,
): Promise<{ owner: PersonRow; isNew: boolean }> {
  const draft = { email, name, passwordHash, emailVerifiedAt: at, isOwner: true };
  const made = await insertPerson(tx, draft);
  if (made) return { owner: made, isNew: true };
  const present = await lockPersonByEmail(tx, email);
  if (!present) throw new Error('An address is taken by nobody.');
  // Whoever answered to this address so far has not shown the first token.
  await deleteSessions(tx, { personId: present.id });
  await tx.deleteFrom('identities').where('person_id', '=', present.id).execute();
  await tx.deleteFrom('password_resets').where('person_id', '=', present.id).execute();
  const proved = { name, password_hash: passwordHash, email_verified_at: at, is_owner: true };
  return { owner: await updatePerson(tx, present.id, proved), isNew: false };
}
