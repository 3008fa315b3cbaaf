import type { Role } from '@slipway/api';
import { greaterRole } from '../access/index.ts';
import type { RoleMap } from '../platform/config/index.ts';
import type { MembershipRow } from './membership-store.ts';

/** Project → the greatest role that one of the groups has there. */
export function rolesOf(groups: readonly string[], map: RoleMap): Map<string, Role> {
  const roles = new Map<string, Role>();
  const given = groups.flatMap((group) => (Object.hasOwn(map, group) ? (map[group] ?? []) : []));
  for (const { project, role } of given) {
    const present = roles.get(project);
    roles.set(project, present ? greaterRole(present, role) : role);
  }
  return roles;
}

export interface RoleChange {
  projectId: number;
  before: Role | null;
  after: Role | null;
}

/** What a provider’s word changes, by project id. It never touches what somebody gave by hand. */
export function roleChanges(
  present: readonly MembershipRow[],
  wanted: ReadonlyMap<number, Role>,
  provider: string,
): RoleChange[] {
  const held = new Map(present.map((membership) => [membership.projectId, membership]));
  return [...new Set([...held.keys(), ...wanted.keys()])]
    .sort((a, b) => a - b)
    .filter((projectId) => isOurs(held.get(projectId), provider))
    .map((projectId) => ({
      projectId,
      before: held.get(projectId)?.role ?? null,
      after: wanted.get(projectId) ?? null,
    }))
    .filter(({ before, after }) => before !== after);
}

function isOurs(membership: MembershipRow | undefined, provider: string): boolean {
  return membership === undefined || membership.provider === provider;
}
