import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';

/** A session that holds, with whose it is. */
export interface SessionRow {
  id: number;
  personId: number;
  hash: Buffer;
  rotatedAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  email: string;
  name: string;
  isOwner: boolean;
  targetingKey: string | null;
}

/** Every process forgets the session and cuts its streams when it hears this; the payload is its id. */
const SESSION_CHANNEL = 'slipway_session';

export async function insertSession(tx: Queries, session: Insertable<Schema['sessions']>): Promise<number> {
  const { id } = await tx.insertInto('sessions').values(session).returning('id').executeTakeFirstOrThrow();
  return id;
}

export async function findSession(
  queries: Queries,
  hash: Buffer,
  at: Date,
  idleSince: Date,
): Promise<SessionRow | undefined> {
  return queries
    .selectFrom('sessions')
    .innerJoin('people', 'people.id', 'sessions.person_id')
    .select([
      'sessions.id',
      'sessions.person_id as personId',
      'sessions.hash',
      'sessions.rotated_at as rotatedAt',
      'sessions.last_seen_at as lastSeenAt',
      'sessions.expires_at as expiresAt',
      'people.email',
      'people.name',
      'people.is_owner as isOwner',
      'people.targeting_key as targetingKey',
    ])
    .where((where) =>
      where.or([where('sessions.hash', '=', hash), where('sessions.previous_hash', '=', hash)]),
    )
    .where('sessions.expires_at', '>', at)
    .where('sessions.last_seen_at', '>', idleSince)
    .where('people.erased_at', 'is', null)
    .executeTakeFirst();
}

export async function isSessionOpen(
  queries: Queries,
  { personId, sessionId }: { personId: number; sessionId: number },
  at: Date,
  idleSince: Date,
): Promise<boolean> {
  const row = await queries
    .selectFrom('sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('person_id', '=', personId)
    .where('expires_at', '>', at)
    .where('last_seen_at', '>', idleSince)
    .executeTakeFirst();
  return row !== undefined;
}

/** False when somebody else was first. */
export async function rotateSession(
  queries: Queries,
  { id, hash }: Pick<SessionRow, 'id' | 'hash'>,
  next: Buffer,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('sessions')
    .set({ hash: next, previous_hash: hash, rotated_at: at, last_seen_at: at })
    .where('id', '=', id)
    .where('hash', '=', hash)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function touchSession(queries: Queries, id: number, at: Date): Promise<void> {
  await queries.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).execute();
}

export async function listSessionRows(
  queries: Queries,
  personId: number,
  page: { afterId: number; limit: number },
  at: Date,
  idleSince: Date,
): Promise<Selectable<Schema['sessions']>[]> {
  return queries
    .selectFrom('sessions')
    .selectAll()
    .where('person_id', '=', personId)
    .where('expires_at', '>', at)
    .where('last_seen_at', '>', idleSince)
    .where('id', '>', page.afterId)
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
}

/** One of a person's sessions, or all, or all but one; every process is told. Returns the ids. */
export async function deleteSessions(
  tx: Queries,
  { personId, id, exceptId }: { personId: number; id?: number; exceptId?: number | null },
): Promise<string[]> {
  const ended = await tx
    .deleteFrom('sessions')
    .where('person_id', '=', personId)
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? 0))
    .$if(typeof exceptId === 'number', (query) => query.where('id', '<>', exceptId ?? 0))
    .returning('id')
    .execute();
  const ids = ended.map((row) => String(row.id));
  if (ids.length > 0)
    await sql`select pg_notify(${SESSION_CHANNEL}, id) from unnest(${ids}::text[]) as id`.execute(tx);
  return ids;
}

/** Whoever’s it is; every process is told. */
export async function deleteSessionOf(tx: Queries, hash: Buffer): Promise<void> {
  await sql`
    with ended as (
      delete from sessions where hash = ${hash} or previous_hash = ${hash} returning id
    )
    select pg_notify(${SESSION_CHANNEL}, id::text) from ended`.execute(tx);
}

export async function deleteExpired(tx: Queries, at: Date, idleSince: Date): Promise<void> {
  await tx
    .deleteFrom('sessions')
    .where((where) => where.or([where('expires_at', '<=', at), where('last_seen_at', '<=', idleSince)]))
    .execute();
}
