import { type Selectable, sql, type Updateable } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';

export type PersonRow = Selectable<Schema['people']>;

export interface NewPerson {
  email: string;
  name: string;
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
  isOwner?: boolean;
}

/** "owner" as a number. */
const OWNER_LOCK = sql.lit(0x6f776e6572);

export async function findPersonByEmail(queries: Queries, email: string): Promise<PersonRow | undefined> {
  return livingPeople(queries)
    .where(sql<boolean>`lower(email) = ${emailKey(email)}`)
    .executeTakeFirst();
}

export async function findPerson(queries: Queries, id: number): Promise<PersonRow | undefined> {
  return livingPeople(queries).where('id', '=', id).executeTakeFirst();
}

/** Held until the transaction ends. */
export async function lockPerson(tx: Queries, id: number): Promise<PersonRow | undefined> {
  return livingPeople(tx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

export async function lockPersonByEmail(tx: Queries, email: string): Promise<PersonRow | undefined> {
  return livingPeople(tx)
    .where(sql<boolean>`lower(email) = ${emailKey(email)}`)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Undefined when the address is taken. */
export async function insertPerson(tx: Queries, person: NewPerson): Promise<PersonRow | undefined> {
  return tx
    .insertInto('people')
    .values({
      email: person.email.trim(),
      name: person.name,
      password_hash: person.passwordHash,
      email_verified_at: person.emailVerifiedAt,
      is_owner: person.isOwner ?? false,
    })
    .onConflict((conflict) =>
      conflict.expression(sql`lower(email)`).where('erased_at', 'is', null).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
}

export async function updatePerson(
  tx: Queries,
  id: number,
  edit: Updateable<Schema['people']>,
): Promise<PersonRow> {
  return tx
    .updateTable('people')
    .set((set) => ({ ...edit, revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Whoever changes who owns the installation waits here for whoever does it already. */
export async function lockOwners(tx: Queries): Promise<void> {
  await sql`select pg_advisory_xact_lock(${OWNER_LOCK})`.execute(tx);
}

export async function countOwners(queries: Queries): Promise<number> {
  const { count } = await queries
    .selectFrom('people')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('is_owner', '=', true)
    .where('erased_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

export async function listPersonRows(
  queries: Queries,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<PersonRow[]> {
  return livingPeople(queries)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit + 1)
    .execute();
}

/** Leaves a row that says that there was somebody, and nothing of who it was. */
export async function emptyPerson(tx: Queries, id: number, at: Date): Promise<void> {
  await tx.deleteFrom('identities').where('person_id', '=', id).execute();
  await tx.deleteFrom('password_resets').where('person_id', '=', id).execute();
  const nothing = { email: '', name: '', password_hash: null, email_verified_at: null, targeting_key: null };
  await updatePerson(tx, id, { ...nothing, is_owner: false, erased_at: at });
}

/** Two spellings of one address are one person. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}

function livingPeople(queries: Queries) {
  return queries.selectFrom('people').selectAll().where('erased_at', 'is', null);
}
