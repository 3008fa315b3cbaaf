import { type Role, roles } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { Holder } from './readers.ts';

/** Tells which of these holders may no longer follow: the net under the notifications. */
export async function endedHolders(
  db: Queries,
  holders: readonly Holder[],
): Promise<(holder: Holder) => boolean> {
  const tokens = await endedTokens(
    db,
    distinct(holders, ({ tokenId }) => tokenId),
  );
  const sessions = await endedSessions(
    db,
    distinct(holders, ({ sessionId }) => sessionId),
  );
  const watchers = await endedWatchers(db, distinct(holders, watcherOf));
  return (holder) =>
    tokens.has(holder.tokenId ?? '') ||
    sessions.has(holder.sessionId ?? '') ||
    watchers.has(watcherOf(holder) ?? '');
}

/** Revoked, expired or deleted. */
async function endedTokens(db: Queries, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select asked.id::text as id from unnest(${ids}::bigint[]) as asked (id)
    where not exists (
      select from tokens t where t.id = asked.id and t.revoked_at is null
        and (t.expires_at is null or t.expires_at > clock_timestamp()))`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

async function endedSessions(db: Queries, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select asked.id::text as id from unnest(${ids}::bigint[]) as asked (id)
    where not exists (
      select from sessions s join people p on p.id = s.person_id
      where s.id = asked.id and s.expires_at > clock_timestamp() and p.erased_at is null)`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

const seeing = Object.entries(roles).flatMap(([role, granted]) =>
  granted.some((permission) => permission === 'project:read') ? [role as Role] : [],
);

/** People who may no longer see all of the project that they watch. */
async function endedWatchers(db: Queries, pairs: readonly string[]): Promise<Set<string>> {
  if (pairs.length === 0) return new Set();
  const { rows } = await sql<{ pair: string }>`
    select asked.pair from (
      select pair, split_part(pair, ':', 1)::bigint as person, split_part(pair, ':', 2)::bigint as project
      from unnest(${pairs}::text[]) as pair) as asked
    where not exists (select from people p where p.id = asked.person and p.is_owner)
      and not exists (
        select from members m
        where m.person_id = asked.person and m.project_id = asked.project and m.role = any(${seeing}))
      and not exists (
        select from grants g join members m using (person_id, project_id)
        where g.person_id = asked.person and g.project_id = asked.project
          and g.permission = 'project:read' and g.environment_id is null and g.segment_id is null)`.execute(
    db,
  );
  return new Set(rows.map(({ pair }) => pair));
}

function watcherOf({ personId, projectId }: Holder): string | null {
  return personId === null || projectId === null ? null : `${personId}:${projectId}`;
}

function distinct(holders: readonly Holder[], keyOf: (holder: Holder) => string | null): string[] {
  return [...new Set(holders.flatMap((holder) => keyOf(holder) ?? []))];
}
