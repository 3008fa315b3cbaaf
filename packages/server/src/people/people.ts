import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Principal } from '../platform/http/index.ts';
import { type Accounts, createAccounts } from './account.ts';
import { type Cookie, createSessionCookie } from './cookie.ts';
import { createPasswords } from './password.ts';
import { deleteSessions } from './session-store.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIns, type SignIns } from './sign-in.ts';
import type { SignedInPerson } from './who.ts';

export interface PeopleOptions {
  db: Database;
  now: () => number;
  publicUrl: string | null;
  /** The token that asked ends with it, unless it was preset. */
  endBootstrap: (tx: Queries, principal: Principal) => Promise<void>;
  /** When that is certain. */
  onSetUp: (principal: Principal) => Promise<void>;
  /** A session was ended here; other processes hear it by notification. */
  onSessionEnd: (sessionId: string) => void;
}

/** People, how they sign in and how they get in. */
export interface People {
  readonly sessions: Sessions;
  readonly cookie: Cookie;
  readonly signIns: SignIns;
  readonly accounts: Accounts;
  signOut(who: SignedInPerson): Promise<void>;
  endBootstrap: PeopleOptions['endBootstrap'];
  onSetUp: PeopleOptions['onSetUp'];
}

export function createPeople(options: PeopleOptions): People {
  const { db, now, publicUrl, endBootstrap, onSetUp } = options;
  const passwords = createPasswords();
  const sessions = createSessions({ db, now });
  const onEnd = (ids: readonly string[]): void => ids.forEach(options.onSessionEnd);
  return {
    sessions,
    cookie: createSessionCookie(publicUrl),
    signIns: createSignIns({ db, now, sessions, passwords }),
    accounts: createAccounts({ db, now, passwords, onEnd }),
    async signOut({ personId, sessionId }) {
      if (sessionId === null) return;
      onEnd(await transaction(db, (tx) => deleteSessions(tx, { personId, id: sessionId })));
    },
    endBootstrap,
    onSetUp,
  };
}
