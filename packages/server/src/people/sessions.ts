import type { Database, Queries } from '../platform/db/index.ts';
import { transaction } from '../platform/db/index.ts';
import { hashOf, makeSecret } from './secret.ts';
import {
  deleteExpired,
  deleteSessionOf,
  deleteSessions,
  findSession,
  insertSession,
  isSessionOpen,
  rotateSession,
  type SessionRow,
  touchSession,
} from './session-store.ts';

export interface OpenedSession {
  /** The cookie's value. */
  cookie: string;
  expiresAt: Date;
}

export interface FoundSession {
  sessionId: string;
  person: { id: string; email: string; name: string; isOwner: boolean; targetingKey: string | null };
  /** The cookie that takes the place of the one that was sent. */
  renewed: OpenedSession | null;
}

/** From where somebody signs in. */
export interface Device {
  userAgent: string | undefined;
  address: string;
  /** The cookie that the new session takes the place of: a browser holds one. */
  replaces?: string | undefined;
}

/** Who is signed in. Secrets are stored as hashes and change while they are used. */
export interface Sessions {
  open(tx: Queries, personId: number, device: Device): Promise<OpenedSession & { sessionId: string }>;
  /** Undefined when the session has ended, is idle for too long or was never there. */
  find(cookie: string): Promise<FoundSession | undefined>;
  /** Whether a person’s session still holds, without using it. */
  holds(personId: number, sessionId: number): Promise<boolean>;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LIFE_MS = 30 * DAY;
const IDLE_MS = 7 * DAY;
const ROTATE_AFTER_MS = 10 * MINUTE;
/** Requests that were under way when the secret changed. */
const PREVIOUS_MS = MINUTE;
const TOUCH_AFTER_MS = MINUTE;

export function createSessions({ db, now }: { db: Database; now: () => number }): Sessions {
  return {
    async open(tx, personId, { userAgent, address, replaces }) {
      const at = new Date(now());
      if (replaces !== undefined) await deleteSessionOf(tx, hashOf(replaces));
      await deleteExpired(tx, at, idleLimit(at));
      const cookie = makeSecret();
      const expiresAt = new Date(at.getTime() + LIFE_MS);
      const id = await insertSession(tx, {
        person_id: personId,
        hash: hashOf(cookie),
        user_agent: userAgent?.slice(0, 500) ?? null,
        address,
        created_at: at,
        rotated_at: at,
        last_seen_at: at,
        expires_at: expiresAt,
      });
      return { cookie, expiresAt, sessionId: String(id) };
    },

    async find(cookie) {
      const at = new Date(now());
      const hash = hashOf(cookie);
      const row = await findSession(db.kysely, hash, at, idleLimit(at));
      if (!row) return undefined;
      if (!row.hash.equals(hash)) return fromPrevious(db, row, at);
      return { ...foundOf(row), renewed: await refresh(db, row, at) };
    },

    holds(personId, sessionId) {
      const at = new Date(now());
      return isSessionOpen(db.kysely, { personId, sessionId }, at, idleLimit(at));
    },
  };
}

/** A secret that was replaced long ago is in the wrong hands, or its session is lost anyway. */
async function fromPrevious(db: Database, row: SessionRow, at: Date): Promise<FoundSession | undefined> {
  if (age(row.rotatedAt, at) <= PREVIOUS_MS) return { ...foundOf(row), renewed: null };
  await transaction(db, (tx) => deleteSessions(tx, { personId: row.personId, id: row.id }));
  return undefined;
}

async function refresh(db: Database, row: SessionRow, at: Date): Promise<OpenedSession | null> {
  if (age(row.rotatedAt, at) >= ROTATE_AFTER_MS) {
    const cookie = makeSecret();
    // Of several requests at once one wins; the others go on with what is now the previous secret.
    const isRotated = await rotateSession(db.kysely, row, hashOf(cookie), at);
    return isRotated ? { cookie, expiresAt: row.expiresAt } : null;
  }
  if (age(row.lastSeenAt, at) >= TOUCH_AFTER_MS) await touchSession(db.kysely, row.id, at);
  return null;
}

function foundOf({ id, personId, ...row }: SessionRow): Omit<FoundSession, 'renewed'> {
  const { email, name, isOwner, targetingKey } = row;
  return { sessionId: String(id), person: { id: String(personId), email, name, isOwner, targetingKey } };
}

export function idleLimit(at: Date): Date {
  return new Date(at.getTime() - IDLE_MS);
}

function age(since: Date, at: Date): number {
  return at.getTime() - since.getTime();
}
