import { ProblemError } from '@slipway/api';
import { sql } from 'kysely';
import type { Queries } from '../platform/db/index.ts';
import type { GuardedPlace } from './tree.ts';

export interface LockedProject {
  id: number;
  key: string;
}

/**
 * The first lock of every mutation. `shared`: the project's tree and definitions stand still. `exclusive`: nothing
 * else in the project moves. Neither is in the way of rows that only refer to the project.
 */
export async function lockProject(
  tx: Queries,
  key: string,
  strength: 'shared' | 'exclusive',
): Promise<LockedProject> {
  const query = tx.selectFrom('projects').select(['id', 'key']).where('key', '=', key);
  const project = await (strength === 'shared'
    ? query.forShare()
    : query.forNoKeyUpdate()
  ).executeTakeFirst();
  if (!project) throw projectNotFound(key);
  return project;
}

/** The second lock. One order for all, so that nobody waits in a circle. */
export async function lockEnvironments(tx: Queries, ids: readonly number[]): Promise<void> {
  await sql`
    select id from environments where id = any(${ids}::bigint[])
    order by depth, id for no key update`.execute(tx);
}

/** All environments of a project, in lock order. */
export async function loadPlaces(db: Queries, projectId: number): Promise<GuardedPlace[]> {
  return db
    .selectFrom('environments')
    .select(['id', 'key', 'kind', 'base_id as baseId', 'depth', 'is_protected as isProtected', 'approvals'])
    .where('project_id', '=', projectId)
    .orderBy('depth')
    .orderBy('id')
    .execute();
}

/** To the millisecond, as it is answered and digested. */
export async function databaseNow(db: Queries): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`
    select date_trunc('milliseconds', clock_timestamp()) as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The database told no time.');
  return row.now;
}

export function projectNotFound(key: string): ProblemError {
  return new ProblemError(
    'project-not-found',
    `There is no project "${key}". GET /api/v1/projects lists them.`,
  );
}

export function environmentNotFound(project: string, key: string): ProblemError {
  return new ProblemError(
    'environment-not-found',
    `Project "${project}" has no environment "${key}". GET /api/v1/projects/${project}/environments lists them.`,
  );
}

/** Throws `project-not-found`. */
export async function findProjectId(db: Queries, key: string): Promise<number> {
  const project = await db.selectFrom('projects').select('id').where('key', '=', key).executeTakeFirst();
  if (!project) throw projectNotFound(key);
  return project.id;
}
