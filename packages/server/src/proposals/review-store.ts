import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';
import type { Actor } from './store.ts';

export interface ReviewRow {
  id: number;
  projectId: number;
  changeId: number;
  flag: string;
  environment: string;
  authorKind: string;
  authorId: string;
  openedAt: Date;
  closedAt: Date | null;
  closedBy: Actor | null;
  note: string | null;
}

export interface NewReview {
  projectId: number;
  changeId: number;
  flag: string;
  environment: string;
  author: Actor;
  at: Date;
}

export async function insertReview(tx: Queries, review: NewReview): Promise<void> {
  const { projectId, changeId, flag, environment, author, at } = review;
  await sql`
    insert into reviews (project_id, change_id, flag, environment_key, author_kind, author_id, opened_at)
    values (${projectId}, ${changeId}, ${flag}, ${environment}, ${author.kind}, ${author.id}, ${at})`.execute(
    tx,
  );
}

const selection = sql`
  select id, project_id as "projectId", change_id as "changeId", flag, environment_key as environment,
    author_kind as "authorKind", author_id as "authorId", opened_at as "openedAt", closed_at as "closedAt", note,
    case when closed_at is not null then
      jsonb_build_object('kind', closed_by_kind, 'id', closed_by_id, 'name', closed_by_name) end as "closedBy"
  from reviews`;

export interface ReviewFilter extends PageRequest {
  state: 'open' | 'closed';
}

/** Newest first; `beforeId` is the cursor. */
export async function listReviewRows(
  db: Queries,
  projectId: number,
  { state, limit }: ReviewFilter,
  beforeId: number | null,
): Promise<ReviewRow[]> {
  const { rows } = await sql<ReviewRow>`
    ${selection}
    where project_id = ${projectId} and (closed_at is null) = ${state === 'open'}
      and (${beforeId}::bigint is null or id < ${beforeId})
    order by id desc limit ${limit + 1}`.execute(db);
  return rows;
}

export async function lockReview(tx: Queries, projectId: number, id: number): Promise<ReviewRow | undefined> {
  const { rows } = await sql<ReviewRow>`
    ${selection} where project_id = ${projectId} and id = ${id} for update`.execute(tx);
  return rows[0];
}

export async function closeReviewRow(tx: Queries, id: number, by: Actor, note: string | null): Promise<void> {
  await sql`
    update reviews set closed_at = clock_timestamp(), note = ${note},
      closed_by_kind = ${by.kind}, closed_by_id = ${by.id}, closed_by_name = ${by.name}
    where id = ${id}`.execute(tx);
}
