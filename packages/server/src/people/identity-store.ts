import type { Queries } from '../platform/db/index.ts';

export interface Identity {
  /** The issuer. */
  provider: string;
  subject: string;
}

export async function findIdentity(
  tx: Queries,
  { provider, subject }: Identity,
): Promise<number | undefined> {
  const row = await tx
    .selectFrom('identities')
    .select('person_id')
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row?.person_id;
}

export async function hasIdentityAt(tx: Queries, provider: string, personId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('identities')
    .select('subject')
    .where('provider', '=', provider)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertIdentity(tx: Queries, identity: Identity, personId: number): Promise<void> {
  await tx
    .insertInto('identities')
    .values({ ...identity, person_id: personId })
    .execute();
}
