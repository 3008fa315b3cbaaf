import type { Queries } from '../platform/db/index.ts';

/** Somebody as principals, authors and audit rows name them. */
export interface Identity {
  kind: string;
  id: string;
}

/** The person who is, or who made, this identity; null where no person is known, as of the first token. */
async function personBehind(queries: Queries, { kind, id }: Identity): Promise<number | null> {
  if (!/^\d{1,15}$/.test(id)) return null;
  if (kind === 'person') return Number(id);
  if (kind !== 'token') return null;
  const token = await queries
    .selectFrom('tokens')
    .select('made_by')
    .where('id', '=', Number(id))
    .executeTakeFirst();
  return token?.made_by ?? null;
}

/** Who asks for a token. */
export interface Maker {
  personId: number | null;
  tokenId: number | null;
  /** Of the token that asks: what it makes ends with it at the latest. */
  expiresAt: Date | null;
}

export async function makerOf(queries: Queries, { kind, id }: Identity): Promise<Maker> {
  const personId = await personBehind(queries, { kind, id });
  if (kind !== 'token') return { personId, tokenId: null, expiresAt: null };
  const token = await queries
    .selectFrom('tokens')
    .select(['id as tokenId', 'expires_at as expiresAt'])
    .where('id', '=', Number(id))
    .executeTakeFirstOrThrow();
  return { personId, ...token };
}

/** Two identities of one person are the same somebody. */
export async function isSameSomebody(queries: Queries, a: Identity, b: Identity): Promise<boolean> {
  if (a.kind === b.kind && a.id === b.id) return true;
  const person = await personBehind(queries, a);
  return person !== null && person === (await personBehind(queries, b));
}
