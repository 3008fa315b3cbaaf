import type { Database, Log } from '../platform/db/index.ts';
import type { Gate } from '../platform/http/index.ts';
import { createAuthenticator } from './authenticate.ts';
import { createLastUsed } from './last-used.ts';
import { createMembers, type Members } from './members.ts';
import type { SignedIn } from './principals.ts';
import { authorise } from './rights.ts';
import { createTokens, type Tokens } from './service.ts';

export interface Access {
  gate: Gate;
  tokens: Tokens;
  members: Members;
  /** A token was revoked, here or by another process. */
  forget(tokenId: string): void;
  /** Notifications may have been missed. */
  forgetAll(): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface AccessOptions {
  db: Database;
  log: Log;
  now: () => number;
  /** Who is signed in by these cookies. Default: nobody ever is. */
  findSession?: (cookies: string) => Promise<SignedIn | undefined>;
}

/** Who may what: people by their sessions, programs by their tokens. */
export function createAccess(options: AccessOptions): Access {
  const { db, log, now, findSession = () => Promise.resolve(undefined) } = options;
  const lastUsed = createLastUsed(db, log, now);
  const authenticator = createAuthenticator({ db, now, onUse: lastUsed.note, findSession });
  return {
    gate: { authenticate: authenticator.authenticate, authorise },
    tokens: createTokens({ db, now, onRevoke: authenticator.forget }),
    members: createMembers({ db, now }),
    forget: authenticator.forget,
    forgetAll: authenticator.forgetAll,
    flush: lastUsed.flush,
    close: lastUsed.close,
  };
}
