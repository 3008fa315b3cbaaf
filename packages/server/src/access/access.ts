import type { Database, Log } from '../platform/db/index.ts';
import type { Gate } from '../platform/http/index.ts';
import { createAuthenticator } from './authenticate.ts';
import { authorise } from './grants.ts';
import { createLastUsed } from './last-used.ts';
import { createTokens, type Tokens } from './service.ts';

export interface Access {
  gate: Gate;
  tokens: Tokens;
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
}

/** Who may what, by tokens. */
export function createAccess({ db, log, now }: AccessOptions): Access {
  const lastUsed = createLastUsed(db, log, now);
  const authenticator = createAuthenticator({ db, now, onUse: lastUsed.note });
  return {
    gate: { authenticate: authenticator.authenticate, authorise },
    tokens: createTokens({ db, now, onRevoke: authenticator.forget }),
    forget: authenticator.forget,
    forgetAll: authenticator.forgetAll,
    flush: lastUsed.flush,
    close: lastUsed.close,
  };
}
