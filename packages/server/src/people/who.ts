import { type Person, ProblemError } from '@slipway/api';
import { type Author, invalidRequest, type Principal } from '../platform/http/index.ts';
import type { PersonRow } from './person-store.ts';

/** Somebody who is signed in. */
export interface SignedInPerson {
  personId: number;
  sessionId: number | null;
}

/** Throws `not-a-person` for a token. */
export function personIn({ kind, id, sessionId }: Principal): SignedInPerson {
  if (kind === 'person') return { personId: Number(id), sessionId: sessionIn({ sessionId }) };
  throw new ProblemError(
    'not-a-person',
    'This is about a person’s own account. Sign in instead of using a token.',
  );
}

function sessionIn({ sessionId }: Pick<Principal, 'sessionId'>): number | null {
  return sessionId === null ? null : Number(sessionId);
}

export function personOf(row: PersonRow): Person {
  return {
    id: String(row.id),
    email: row.email,
    name: row.name,
    isOwner: row.is_owner,
    isEmailVerified: row.email_verified_at !== null,
    createdAt: row.created_at.toISOString(),
  };
}

/** Of a person who acts on a route that knows no principal yet. */
export function authorOfPerson({ id, name }: PersonRow, origin: string | null): Author {
  return { kind: 'person', id: String(id), name, origin };
}

/** Row ids as they stand in paths; undefined for what cannot be one. */
export function idIn(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function cursorIn(cursor: string | undefined): number {
  const id = idIn(cursor ?? '0');
  if (id === undefined)
    throw invalidRequest([{ path: 'cursor', message: 'Use the `next` of the page before.' }]);
  return id;
}
