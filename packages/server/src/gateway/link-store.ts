import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queries, Schema } from '../platform/db/index.ts';

export type LinkRow = Selectable<Schema['share_links']>;

/** An environment that Slipway runs, as links know it. */
export interface HostedPlace {
  readonly projectId: number;
  /** Null: the environment is there, but Slipway does not run it. */
  readonly hostedId: number | null;
  readonly slug: string | null;
}

export async function findPlace(
  queries: Queries,
  projectId: number,
  environment: string,
): Promise<HostedPlace | undefined> {
  return queries
    .selectFrom('environments')
    .leftJoin('hosted_environments', 'hosted_environments.environment_id', 'environments.id')
    .select([
      'environments.project_id as projectId',
      'hosted_environments.id as hostedId',
      'hosted_environments.slug',
    ])
    .where('environments.project_id', '=', projectId)
    .where('environments.key', '=', environment)
    .executeTakeFirst();
}

/** Newest first; `beforeId`: the last of the page before. */
export async function listLinkRows(
  queries: Queries,
  hostedId: number,
  { beforeId, limit }: { beforeId: number | null; limit: number },
): Promise<LinkRow[]> {
  return queries
    .selectFrom('share_links')
    .selectAll()
    .where('hosted_id', '=', hostedId)
    .$if(beforeId !== null, (query) => query.where('id', '<', beforeId ?? 0))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

export async function insertLink(tx: Queries, link: Insertable<Schema['share_links']>): Promise<LinkRow> {
  return tx.insertInto('share_links').values(link).returningAll().executeTakeFirstOrThrow();
}

/** Undefined when there is none that could be revoked. */
export async function revokeLinkRow(
  tx: Queries,
  hostedId: number,
  id: number,
  at: Date,
): Promise<LinkRow | undefined> {
  return tx
    .updateTable('share_links')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('hosted_id', '=', hostedId)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

export async function findLink(queries: Queries, hostedId: number, id: number): Promise<LinkRow | undefined> {
  return queries
    .selectFrom('share_links')
    .selectAll()
    .where('id', '=', id)
    .where('hosted_id', '=', hostedId)
    .executeTakeFirst();
}

export async function countUse(queries: Queries, id: number, at: Date): Promise<void> {
  await queries
    .updateTable('share_links')
    .set({ uses: sql`uses + 1`, last_used_at: at })
    .where('id', '=', id)
    .execute();
}
