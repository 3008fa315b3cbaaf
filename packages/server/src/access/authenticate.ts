import { ProblemError } from '@slipway/api';
import { type Database, DatabaseUnavailable } from '../platform/db/index.ts';
import type { Authenticated, Credentials, Membership, Principal } from '../platform/http/index.ts';
import { findMemberships } from './permit-store.ts';
import { membershipsOf, personOf, principalOf, type SignedIn } from './principals.ts';
import { hashOf } from './secret.ts';
import { findByHash, type TokenRow } from './store.ts';

/** Knows who a bearer token or a session's cookie stands for. */
export interface Authenticator {
  /** From headers, never from a URL; a bearer token goes before a cookie. Throws `unauthenticated`. */
  authenticate(credentials: Credentials): Promise<Authenticated>;
  /** Asks the database again for this token. */
  forget(tokenId: string): void;
  forgetAll(): void;
}

export interface AuthenticatorOptions {
  db: Database;
  now: () => number;
  onUse: (tokenId: number) => void;
  /** From a Cookie header; undefined when there is no session in it, or none that holds. */
  findSession: (cookies: string) => Promise<SignedIn | undefined>;
}

interface Known {
  row: TokenRow;
  principal: Principal;
  readAt: number;
}

/** The net under NOTIFY: a revoked token ends within this on every replica. */
const FRESH_MS = 3_000;
/** With the database gone, SDKs may go on reading what this process holds for so long. */
const STALE_MS = 10 * 60_000;
const MOST_KNOWN = 10_000;

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { db, now, onUse, findSession } = options;
  const known = new Map<string, Known>();

  const remember = (hash: string, row: TokenRow, memberships: readonly Membership[]): Known => {
    const entry = { row, principal: principalOf(row, memberships), readAt: now() };
    known.delete(hash);
    known.set(hash, entry);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return entry;
  };

  const read = async (hash: Buffer, hex: string): Promise<Known | undefined> => {
    const row = await findByHash(db.kysely, hash);
    if (row) return remember(hex, row, await membershipsOf(db.kysely, row));
    known.delete(hex);
    return undefined;
  };

  const find = async (secret: string): Promise<Known | undefined> => {
    const hash = hashOf(secret);
    const hex = hash.toString('hex');
    const entry = known.get(hex);
    if (entry && now() - entry.readAt < FRESH_MS) return entry;
    try {
      return await read(hash, hex);
    } catch (error) {
      if (entry && error instanceof DatabaseUnavailable && mayBeStale(entry, now())) return entry;
      throw error;
    }
  };

  const byToken = async (authorization: string): Promise<Principal> => {
    const entry = await find(secretOf(authorization));
    if (!entry) throw refuse('This token is not known here, or was revoked.');
    if (isExpired(entry.row, now())) throw refuse('This token has expired. Ask for a new one.');
    onUse(entry.row.id);
    return entry.principal;
  };

  /** Asked anew each time: whoever is removed or signed out is so at once, on every replica. */
  const bySession = async (cookies: string): Promise<Authenticated> => {
    const found = await findSession(cookies);
    if (!found) throw refuse('You are not signed in, or no longer. Sign in again.');
    const memberships = await findMemberships(db.kysely, Number(found.person.id));
    return { principal: personOf(found, memberships), setCookie: found.setCookie };
  };

  return {
    async authenticate({ authorization, cookies }) {
      if (authorization !== undefined) return { principal: await byToken(authorization), setCookie: null };
      if (cookies !== undefined) return bySession(cookies);
      throw refuse('Sign in, or send a token: "Authorization: Bearer slw_…".');
    },
    forget(tokenId) {
      for (const [hash, { principal }] of known) if (principal.id === tokenId) known.delete(hash);
    },
    forgetAll: () => known.clear(),
  };
}

/** Nobody can revoke without the database; and what these scopes read, their SDKs hold already. */
function mayBeStale({ row, readAt }: Known, now: number): boolean {
  return (row.scope === 'server' || row.scope === 'client') && now - readAt < STALE_MS;
}

function isExpired({ expiresAt }: TokenRow, now: number): boolean {
  return expiresAt !== null && expiresAt.getTime() <= now;
}

function secretOf(authorization: string): string {
  const secret = /^Bearer +([\x21-\x7e]{32,200})$/i.exec(authorization)?.[1];
  if (secret === undefined) throw refuse('The Authorization header is not "Bearer" and a token.');
  return secret;
}

function refuse(detail: string): ProblemError {
  return new ProblemError('unauthenticated', detail);
}
