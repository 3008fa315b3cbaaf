import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';

export interface Present {
  /** Epoch milliseconds of the database's clock. */
  now: number;
  epoch: number;
  versions: Map<number, number>;
}

/** Versions of environments and the installation's epoch; environments that are gone are left out. */
export async function loadPresent(db: Queries, environmentIds: readonly number[]): Promise<Present> {
  const { rows } = await sql<{ now: string; epoch: number; id: number | null; version: number | null }>`
    select extract(epoch from clock_timestamp()) * 1000 as now, i.epoch, e.id, e.version
    from instance i left join environments e on e.id = any(${environmentIds}::bigint[])`.execute(db);
  const [first] = rows;
  if (first === undefined) throw new Error('The installation has no row.');
  const versions = new Map<number, number>();
  for (const { id, version } of rows) if (id !== null && version !== null) versions.set(id, version);
  return { now: Number(first.now), epoch: first.epoch, versions };
}

/** The id of each project's latest change, 0 where there is none. */
export async function latestChanges(
  db: Queries,
  projectIds: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await sql<{ project: number; latest: number }>`
    select p.id as project, coalesce((
      select c.id from changes c where c.project_id = p.id order by c.sequence desc limit 1), 0) as latest
    from projects p where p.id = any(${projectIds}::bigint[])`.execute(db);
  return new Map(rows.map(({ project, latest }) => [project, latest]));
}

export async function findProject(db: Queries, key: string): Promise<number | undefined> {
  const row = await db.selectFrom('projects').select('id').where('key', '=', key).executeTakeFirst();
  return row?.id;
}
