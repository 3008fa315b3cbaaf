import type { Grant, Role } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';

/** What a member may, as it is written. */
export interface Permits {
  role: Role;
  grants: readonly Grant[];
  /** What a stakeholder may see. */
  environments: readonly string[];
}

export interface MembershipRow {
  projectId: number;
  role: Role;
  /** Of an OpenID group; null: given by somebody. */
  provider: string | null;
}

/** In the order in which the chains of projects are locked. */
export async function membershipsOf(queries: Queries, personId: number): Promise<MembershipRow[]> {
  return queries
    .selectFrom('members')
    .select(['project_id as projectId', 'role', 'provider'])
    .where('person_id', '=', personId)
    .orderBy('project_id')
    .execute();
}

export async function projectIds(queries: Queries, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await queries.selectFrom('projects').select(['id', 'key']).where('key', 'in', keys).execute();
  return new Map(rows.map(({ id, key }) => [key, id]));
}

/**
 * Without what has gone since it was written. A permission whose limit has gone goes too: without it, it would reach
 * further than was meant.
 */
export async function stillThere(tx: Queries, projectId: number, permits: Permits): Promise<Permits> {
  const { role, grants, environments } = permits;
  const known = await existingKeys(tx, 'environments', projectId, [
    ...environments,
    ...grants.flatMap(({ environment }) => environment ?? []),
  ]);
  const segments = await existingKeys(
    tx,
    'segments',
    projectId,
    grants.flatMap(({ segment }) => segment ?? []),
  );
  return {
    role,
    environments: environments.filter((key) => known.has(key)),
    grants: grants.filter(
      ({ environment, segment }) =>
        (environment === undefined || known.has(environment)) &&
        (segment === undefined || segments.has(segment)),
    ),
  };
}

async function existingKeys(
  queries: Queries,
  table: 'environments' | 'segments',
  projectId: number,
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await queries
    .selectFrom(table)
    .select('key')
    .where('project_id', '=', projectId)
    .where('key', 'in', keys)
    .execute();
  return new Set(rows.map(({ key }) => key));
}
