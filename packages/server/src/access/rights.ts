import { type Grant, type Permission, ProblemError, roles } from '@slipway/api';
import type { Membership, Principal, Target } from '../platform/http/index.ts';
import { ofNoProject, ofOneEnvironment, scopes } from './scopes.ts';

/** May this be done there? A permission limited to an environment or a segment counts only where that is named. */
export function mayIn(principal: Principal, permission: Permission, target: Target): boolean {
  if (ofOneEnvironment.includes(permission) && principal.environmentId === null) return false;
  if (isEverywhere(principal)) return true;
  if (target.project === null) return mayOutside(principal, permission);
  const membership = membershipIn(principal, target.project);
  return membership !== undefined && holds(membership, permission, target);
}

/** Throws `project-not-found` for a foreign project, as if it did not exist, and `forbidden` for the rest. */
export function authorise(principal: Principal, permission: Permission, target: Target): void {
  if (target.project !== null && !isEverywhere(principal) && !membershipIn(principal, target.project))
    throw new ProblemError('project-not-found', `There is no project "${target.project}" that you may see.`);
  if (mayIn(principal, permission, target)) return;
  throw new ProblemError(
    'forbidden',
    `This needs the permission ${permission}, which ${describe(principal, target)} does not have${placeOf(target)}. ${remedy(principal, permission)}`,
  );
}

/** An owner of the installation, or an administrator token that is bound to no project. */
function isEverywhere({ isOwner, scope, projectId }: Principal): boolean {
  return isOwner || (scope === 'admin' && projectId === null);
}

/** The projects that are there for somebody; null = every one. */
export function visibleProjects(principal: Principal): readonly string[] | null {
  return isEverywhere(principal) ? null : principal.memberships.map(({ projectKey }) => projectKey);
}

/** The environments of a project that are there for somebody who may `object:read`; null = every one. */
export function visibleEnvironments(principal: Principal, project: string): readonly string[] | null {
  if (mayIn(principal, 'project:read', { project })) return null;
  return membershipIn(principal, project)?.environments ?? [];
}

function membershipIn({ memberships }: Principal, project: string): Membership | undefined {
  return memberships.find(({ projectKey }) => projectKey === project);
}

function mayOutside({ kind, memberships }: Principal, permission: Permission): boolean {
  if (!ofNoProject.includes(permission)) return false;
  return kind === 'person' || memberships.some((membership) => membership.permissions.has(permission));
}

function holds(membership: Membership, permission: Permission, target: Target): boolean {
  const { role, permissions, environments, grants } = membership;
  const isSingle = grants.some((grant) => grant.permission === permission && covers(grant, target));
  if (role !== 'stakeholder') return isSingle || permissions.has(permission);
  return isSingle || (isIn(roles.stakeholder, permission) && isInvited(environments, target));
}

function covers({ environment, segment }: Grant, target: Target): boolean {
  return (
    (environment === undefined || environment === target.environment) &&
    (segment === undefined || segment === target.segment)
  );
}

/** A list names no environment: it shows those of `visibleEnvironments`. */
function isInvited(environments: readonly string[], { environment }: Target): boolean {
  return environment === undefined || environments.includes(environment);
}

function describe(principal: Principal, { project }: Target): string {
  const { kind, name, scope, projectKey } = principal;
  const role = project === null ? undefined : membershipIn(principal, project)?.role;
  const who =
    kind === 'person' ? `"${name}"` : `the ${role ? 'service account' : `${scope} token`} "${name}"`;
  if (role) return `${who}, ${role} of project "${project}",`;
  return `${who}${projectKey === null ? '' : ` of project "${projectKey}"`}`;
}

function placeOf({ environment }: Target): string {
  return environment === undefined ? '' : ` in "${environment}"`;
}

function remedy({ kind, memberships }: Principal, permission: Permission): string {
  const held = Object.entries(roles).flatMap(([role, granted]) => (isIn(granted, permission) ? [role] : []));
  const isByRole = kind === 'person' || memberships.some(({ role }) => role !== null);
  if (isByRole && held.length > 0)
    return `It belongs to ${held.join(', ')}. An administrator of the project can give it.`;
  if (isByRole) return 'An owner of the installation may.';
  const carrying = Object.entries(scopes).flatMap(([scope, granted]) =>
    isIn(granted, permission) ? [scope] : [],
  );
  if (carrying.length === 0) return 'Use an administrator token that is bound to no project.';
  return `Use a token of scope ${carrying.join(' or ')}.`;
}

function isIn(granted: readonly Permission[], permission: Permission): boolean {
  return granted.includes(permission);
}
