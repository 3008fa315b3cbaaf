import type { RoleMap } from '../platform/config/index.ts';
import { type Database, type Log, type Queries, transaction } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import type { Mail } from '../platform/mail/index.ts';
import { type Accounts, createAccounts } from './account.ts';
import { type Cookie, createSessionCookie } from './cookie.ts';
import { createEverybody, type Everybody } from './erasure.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createOidcSignIns, type OidcSignIns } from './oidc.ts';
import { createProvider, type ProviderOptions } from './oidc-provider.ts';
import { createPasswords } from './password.ts';
import { createResets, type Resets } from './resets.ts';
import { deleteSessions } from './session-store.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignIns, type SignIns } from './sign-in.ts';
import type { SignedInPerson } from './who.ts';

export interface OidcOptions extends Omit<ProviderOptions, 'log' | 'now'> {
  name: string;
  roleMap: RoleMap;
}

export interface PeopleOptions {
  db: Database;
  log: Log;
  now: () => number;
  publicUrl: string | null;
  mail: Mail;
  /** Null: people sign in by password only. */
  oidc: OidcOptions | null;
  /** The token that asked ends with it, unless it was preset. */
  endBootstrap: (tx: Queries, author: Author) => Promise<boolean>;
  /** When it is certain that it has ended. */
  onSetUp: () => Promise<void>;
}

/** People, how they sign in and how they get in. */
export interface People extends Pick<PeopleOptions, 'publicUrl' | 'endBootstrap' | 'onSetUp'> {
  readonly sessions: Sessions;
  readonly cookie: Cookie;
  readonly signIns: SignIns;
  readonly accounts: Accounts;
  readonly invitations: Invitations;
  readonly resets: Resets;
  readonly everybody: Everybody;
  readonly oidc: OidcSignIns | null;
  signOut(who: SignedInPerson): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export function createPeople(options: PeopleOptions): People {
  const { db, log, now, mail, publicUrl, endBootstrap, onSetUp } = options;
  const passwords = createPasswords();
  const sessions = createSessions({ db, now });
  const signIns = createSignIns({ db, now, sessions, passwords });
  const resets = createResets({ db, log, now, mail, passwords, signIns });
  return {
    publicUrl,
    sessions,
    cookie: createSessionCookie(publicUrl),
    signIns,
    accounts: createAccounts({ db, now, passwords }),
    invitations: createInvitations({ db, now, mail, sessions, passwords, signIns }),
    resets,
    everybody: createEverybody({ db, now }),
    oidc: options.oidc && openOidc(options.oidc, options, sessions),
    async signOut({ personId, sessionId }) {
      if (sessionId === null) return;
      await transaction(db, (tx) => deleteSessions(tx, { personId, id: sessionId }));
    },
    endBootstrap,
    onSetUp,
    async close() {
      await resets.close();
      await mail.close();
    },
  };
}

function openOidc(oidc: OidcOptions, { db, log, now }: PeopleOptions, sessions: Sessions): OidcSignIns {
  const { issuer, name, roleMap } = oidc;
  const provider = createProvider({ ...oidc, log, now });
  return createOidcSignIns({ db, now, sessions, provider, issuer, name, roleMap });
}
