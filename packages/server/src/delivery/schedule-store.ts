import type { Flag } from '@slipway/engine';
import { type RawBuilder, sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { FlagPeriod } from './schedule.ts';

export interface ScheduledEnvironment {
  id: number;
  key: string;
  projectId: number;
  /** Up to here boundaries have been recorded; epoch milliseconds. */
  recordedUntil: number;
}

export async function environmentVersions(db: Queries): Promise<Map<number, number>> {
  const rows = await db.selectFrom('environments').select(['id', 'version']).execute();
  return new Map(rows.map(({ id, version }) => [id, version]));
}

const epochMs = (instant: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`floor(extract(epoch from ${instant}) * 1000)::bigint`;

/** The first boundary not yet recorded among entries made after a version; environments without one are left out. */
export async function nextBoundaries(
  db: Queries,
  environments: readonly { id: number; afterVersion: number }[],
): Promise<Map<number, number>> {
  const ids = environments.map(({ id }) => id);
  const after = environments.map(({ afterVersion }) => afterVersion);
  const { rows } = await sql<{ id: number; at: number }>`
    select e.id, min(b.at) as at
    from unnest(${ids}::bigint[], ${after}::bigint[]) as w (id, after)
    join environments e on e.id = w.id
    join ruleset_entries x on x.environment_id = e.id and x.version > w.after and x.kind = 'flag'
      and (x.until_version is null or x.ended_at > e.schedule_recorded_until)
    cross join lateral (
      select (s ->> 'at')::bigint as at from jsonb_array_elements(x.value -> 'schedule') s
      union all
      select (r ->> side)::bigint from jsonb_array_elements(x.value -> 'rules') r, unnest(array['from', 'until']) side
    ) b
    where (x.value ->> 'killed')::boolean = false
      and b.at > ${epochMs(sql`greatest(e.schedule_recorded_until, x.at)`)}
      and (x.ended_at is null or b.at <= ${epochMs(sql`x.ended_at`)})
    group by e.id`.execute(db);
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** Undefined while another replica or a mutation holds it. */
export async function lockScheduled(tx: Queries, id: number): Promise<ScheduledEnvironment | undefined> {
  const { rows } = await sql<ScheduledEnvironment>`
    select id, key, project_id as "projectId", ${epochMs(sql`schedule_recorded_until`)} as "recordedUntil"
    from environments where id = ${id} for no key update skip locked`.execute(tx);
  return rows[0];
}

/** Flag configs that held at any time after `after`. */
export async function flagPeriods(tx: Queries, environmentId: number, after: number): Promise<FlagPeriod[]> {
  const { rows } = await sql<Omit<FlagPeriod, 'flag'> & { flag: Omit<Flag, 'version'>; version: number }>`
    select key, version, value as flag, ${epochMs(sql`at`)} as at, ${epochMs(sql`ended_at`)} as "endedAt"
    from ruleset_entries
    where environment_id = ${environmentId} and kind = 'flag'
      and (until_version is null or ended_at > to_timestamp(${after}::double precision / 1000))`.execute(tx);
  return rows.map(({ version, flag, ...period }) => ({ ...period, flag: { ...flag, version } }));
}

export async function setRecordedUntil(tx: Queries, id: number, until: number): Promise<void> {
  const schedule_recorded_until = new Date(until);
  await tx.updateTable('environments').set({ schedule_recorded_until }).where('id', '=', id).execute();
}
