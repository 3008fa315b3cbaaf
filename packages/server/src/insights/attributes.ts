import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import { type Page, type PageRequest, pageOf } from '../platform/page.ts';

export interface Attribute {
  name: string;
  types: string[];
  lastSeenAt: string;
}

/** Names and types that evaluations in an environment have carried, by name. */
export async function listAttributes(
  db: Queries,
  environmentId: number,
  { cursor = '', limit }: PageRequest,
): Promise<Page<Attribute>> {
  const { rows } = await sql<{ name: string; types: string[]; lastSeenAt: Date }>`
    select name, array_agg(type order by type) as types, max(last_seen_at) as "lastSeenAt"
    from context_attributes where environment_id = ${environmentId} and name > ${cursor}
    group by name order by name limit ${limit + 1}`.execute(db);
  return pageOf(rows, limit, attributeOf, ({ name }) => name);
}

function attributeOf({
  lastSeenAt,
  ...attribute
}: {
  name: string;
  types: string[];
  lastSeenAt: Date;
}): Attribute {
  return { ...attribute, lastSeenAt: lastSeenAt.toISOString() };
}
