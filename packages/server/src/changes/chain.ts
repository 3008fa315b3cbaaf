import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** Whose changes chain among themselves: a project's, by id, or the installation's own. */
export type Chain = number | null;

/** A condition on a column that names the chain. "is not distinct from" would use no index. */
export function isChain(column: string, chain: Chain): RawBuilder<SqlBool> {
  return chain === null ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${chain}`;
}
