import type { Role } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import type { Membership } from '../platform/http/index.ts';
import { membershipOf, type Permit } from './membership.ts';

/** Whose single permissions: a member’s or a service account’s. */
export type Holder = { personId: number } | { tokenId: number };

/** Every project that somebody belongs to, with what may be done there. */
export async function findMemberships(queries: Queries, personId: number): Promise<Membership[]> {
  const rows = await queries
    .selectFrom('members')
    .innerJoin('projects', 'projects.id', 'members.project_id')
    .leftJoin('grants', (join) =>
      join
        .onRef('grants.person_id', '=', 'members.person_id')
        .onRef('grants.project_id', '=', 'members.project_id'),
    )
    .leftJoin('environments', 'environments.id', 'grants.environment_id')
    .leftJoin('segments', 'segments.id', 'grants.segment_id')
    .select([
      'projects.key as project',
      'members.role',
      'grants.permission',
      'environments.key as environment',
      'segments.key as segment',
    ])
    .where('members.person_id', '=', personId)
    .orderBy('projects.key')
    .execute();
  const byProject = Map.groupBy(rows, ({ project }) => project);
  return [...byProject].map(([project, ofProject]) =>
    membershipOf(project, roleOf(ofProject), ofProject.flatMap(permitOf)),
  );
}

export async function findPermits(queries: Queries, projectId: number, holder: Holder): Promise<Permit[]> {
  return (await listPermits(queries, projectId, [holder])).map(({ permit }) => permit);
}

/** Of several holders at once. */
export async function listPermits(
  queries: Queries,
  projectId: number,
  holders: readonly Holder[],
): Promise<{ personId: number | null; tokenId: number | null; permit: Permit }[]> {
  const people = holders.flatMap((holder) => ('personId' in holder ? [holder.personId] : []));
  const tokens = holders.flatMap((holder) => ('tokenId' in holder ? [holder.tokenId] : []));
  const rows = await queries
    .selectFrom('grants')
    .leftJoin('environments', 'environments.id', 'grants.environment_id')
    .leftJoin('segments', 'segments.id', 'grants.segment_id')
    .select([
      'grants.person_id as personId',
      'grants.token_id as tokenId',
      'grants.permission',
      'environments.key as environment',
      'segments.key as segment',
    ])
    .where('grants.project_id', '=', projectId)
    .where((where) =>
      where.or([
        where('grants.person_id', 'in', [0, ...people]),
        where('grants.token_id', 'in', [0, ...tokens]),
      ]),
    )
    .orderBy('grants.id')
    .execute();
  return rows.map(({ personId, tokenId, ...permit }) => ({ personId, tokenId, permit }));
}

export interface PermitRow {
  permission: string;
  environmentId: number | null;
  segmentId: number | null;
}

/** Puts these permits in place of all that the holder has in the project. */
export async function replacePermits(
  tx: Queries,
  projectId: number,
  holder: Holder,
  permits: readonly PermitRow[],
): Promise<void> {
  const ids = {
    person_id: 'personId' in holder ? holder.personId : null,
    token_id: 'tokenId' in holder ? holder.tokenId : null,
  };
  await tx
    .deleteFrom('grants')
    .where('project_id', '=', projectId)
    .where('person_id', 'is not distinct from', ids.person_id)
    .where('token_id', 'is not distinct from', ids.token_id)
    .execute();
  if (permits.length === 0) return;
  await tx
    .insertInto('grants')
    .values(
      permits.map(({ permission, environmentId, segmentId }) => ({
        project_id: projectId,
        ...ids,
        permission,
        environment_id: environmentId,
        segment_id: segmentId,
      })),
    )
    .execute();
}

function roleOf(rows: readonly { role: Role }[]): Role {
  return rows[0]?.role ?? 'stakeholder';
}

interface MaybePermit {
  permission: string | null;
  environment: string | null;
  segment: string | null;
}

function permitOf({ permission, environment, segment }: MaybePermit): Permit[] {
  return permission === null ? [] : [{ permission, environment, segment }];
}
