import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';

/** An environment whose counts or observed outcomes have grown. */
export interface Activity {
  projectId: number;
  /** Key. */
  environment: string;
  grownAt: Date;
}

/** Of these projects, since `since`. */
export async function activitySince(
  db: Queries,
  projectIds: readonly number[],
  since: Date,
): Promise<Activity[]> {
  const { rows } = await sql<Activity>`
    select e.project_id as "projectId", e.key as environment, a.grown_at as "grownAt"
    from environment_activity a join environments e on e.id = a.environment_id
    where e.project_id = any(${projectIds}::bigint[]) and a.grown_at >= ${since}
    order by e.id`.execute(db);
  return rows;
}
