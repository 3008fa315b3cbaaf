import type { Change } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { PageRequest } from '../platform/page.ts';
import { type Chain, isChain } from './chain.ts';
import type { RevertedChange } from './guard.ts';

export interface ChangeFilter extends PageRequest {
  flag?: string | undefined;
  segment?: string | undefined;
  environment?: string | undefined;
  actor?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** A change as it is stored. */
export interface StoredChange extends RevertedChange {
  subject: Change['subject'];
  before: Change['before'];
  after: Change['after'];
  at: Date;
  actor: Change['actor'];
  reason: string | null;
  origin: string | null;
  effects: Change['effects'];
  revertOf: number | null;
  onBehalfOf: string | null;
}

const selection = sql`
  select c.id, c.project_id as "projectId", c.at, c.action, c.subject, c.key, c.environment_key as "environmentKey",
    c.effects, c.revert_of as "revertOf", t.before, t.after, t.reason, t.origin,
    jsonb_build_object('kind', t.actor_kind, 'id', t.actor_id, 'name', t.actor_name) as actor,
    coalesce(
      (select name from people where id = substring(t.on_behalf_of from '^person:(.*)$')::bigint),
      (select name from tokens where id = substring(t.on_behalf_of from '^token:(.*)$')::bigint),
      t.on_behalf_of
    ) as "onBehalfOf"
  from changes c
  join change_contents t on t.change_id = c.id`;

/** Newest first; `beforeId` is the cursor. */
export async function listChangeRows(
  db: Queries,
  chain: Chain,
  filter: ChangeFilter,
  beforeId: number | null,
): Promise<StoredChange[]> {
  const { flag, segment, environment, actor, from, until, limit } = filter;
  const wanted = [
    isChain('c.project_id', chain),
    ...(beforeId === null ? [] : [sql`c.id < ${beforeId}`]),
    ...(flag === undefined ? [] : [sql`c.flag_key = ${flag}`]),
    ...(segment === undefined ? [] : [sql`c.segment_key = ${segment}`]),
    ...(environment === undefined
      ? []
      : [sql`(c.environment_key = ${environment} or c.effects @> ${affecting(environment)}::jsonb)`]),
    ...(actor === undefined ? [] : [sql`(t.actor_id = ${actor} or t.actor_name = ${actor})`]),
    ...(from === undefined ? [] : [sql`c.at >= ${new Date(from)}`]),
    ...(until === undefined ? [] : [sql`c.at < ${new Date(until)}`]),
  ];
  const { rows } = await sql<StoredChange>`
    ${selection} where ${sql.join(wanted, sql` and `)} order by c.id desc limit ${limit + 1}`.execute(db);
  return rows;
}

export async function findChange(
  db: Queries,
  projectId: number,
  id: number,
): Promise<StoredChange | undefined> {
  const { rows } = await sql<StoredChange>`
    ${selection} where c.project_id = ${projectId} and c.id = ${id}`.execute(db);
  return rows[0];
}

/** A project's changes after one of them, oldest first. */
export async function changesAfter(
  db: Queries,
  projectId: number,
  changeId: number,
  limit: number,
): Promise<Change[]> {
  const { rows } = await sql<StoredChange>`
    ${selection} where c.project_id = ${projectId} and c.id > ${changeId} order by c.id limit ${limit}`.execute(
    db,
  );
  return rows.map(changeView);
}

export function changeView(change: StoredChange): Change {
  const { projectId: _, environmentKey, ...rest } = change;
  return {
    ...rest,
    id: String(change.id),
    at: change.at.toISOString(),
    environment: environmentKey,
    revertOf: change.revertOf === null ? null : String(change.revertOf),
  };
}

function affecting(environment: string): string {
  return JSON.stringify([{ environment }]);
}
