import { type Database, type Log, type Queries, transaction } from '../platform/db/index.ts';
import type { Principal } from '../platform/http/index.ts';
import type { Mail } from '../platform/mail/index.ts';
import { type Accounts, createAccounts } from './account.ts';
import { type Cookie, createSessionCookie } from './cookie.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createPasswords } from './password.ts';
import { createResets, type Resets } from './resets.ts';
import { deleteSessions } from './session-store.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIns, type SignIns } from './sign-in.ts';
import type { SignedInPerson } from './who.ts';

export interface PeopleOptions {
  db: Database;
  log: Log;
  now: () => number;
  publicUrl: string | null;
  mail: Mail;
  /** The token that asked ends with it, unless it was preset. */
  endBootstrap: (tx: Queries, principal: Principal) => Promise<void>;
  /** When that is certain. */
  onSetUp: (principal: Principal) => Promise<void>;
  /** A session was ended here; other processes hear it by notification. */
  onSessionEnd: (sessionId: string) => void;
}

/** People, how they sign in and how they get in. */
export interface People extends Pick<PeopleOptions, 'publicUrl' | 'endBootstrap' | 'onSetUp'> {
  readonly sessions: Sessions;
  readonly cookie: Cookie;
  readonly signIns: SignIns;
  readonly accounts: Accounts;
  readonly invitations: Invitations;
  readonly resets: Resets;
  signOut(who: SignedInPerson): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export function createPeople(options: PeopleOptions): People {
  const { db, log, now, mail, publicUrl, endBootstrap, onSetUp } = options;
  const passwords = createPasswords();
  const sessions = createSessions({ db, now });
  const signIns = createSignIns({ db, now, sessions, passwords });
  const onEnd = (ids: readonly string[]): void => ids.forEach(options.onSessionEnd);
  const resets = createResets({ db, log, now, mail, passwords, signIns, onEnd });
  return {
    publicUrl,
    sessions,
    cookie: createSessionCookie(publicUrl),
    signIns,
    accounts: createAccounts({ db, now, passwords, onEnd }),
    invitations: createInvitations({ db, now, mail, sessions, passwords, signIns }),
    resets,
    async signOut({ personId, sessionId }) {
      if (sessionId === null) return;
      onEnd(await transaction(db, (tx) => deleteSessions(tx, { personId, id: sessionId })));
    },
    endBootstrap,
    onSetUp,
    async close() {
      await resets.close();
      await mail.close();
    },
  };
}
