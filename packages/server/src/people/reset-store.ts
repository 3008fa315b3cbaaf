import type { Queries } from '../platform/db/index.ts';

/** A new link ends the one before. */
export async function putReset(
  tx: Queries,
  personId: number,
  hash: Buffer,
  at: Date,
  expiresAt: Date,
): Promise<void> {
  await tx
    .deleteFrom('password_resets')
    .where((where) => where.or([where('person_id', '=', personId), where('expires_at', '<=', at)]))
    .execute();
  await tx
    .insertInto('password_resets')
    .values({ person_id: personId, hash, created_at: at, expires_at: expiresAt })
    .execute();
}

export async function findReset(queries: Queries, hash: Buffer, at: Date): Promise<boolean> {
  const row = await queries
    .selectFrom('password_resets')
    .select('person_id')
    .where('hash', '=', hash)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whose it was; undefined for all but the first who asks in time. */
export async function deleteReset(tx: Queries, hash: Buffer, at: Date): Promise<number | undefined> {
  const row = await tx
    .deleteFrom('password_resets')
    .where('hash', '=', hash)
    .where('expires_at', '>', at)
    .returning('person_id')
    .executeTakeFirst();
  return row?.person_id;
}
