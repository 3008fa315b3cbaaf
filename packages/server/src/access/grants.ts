import { type Permission, ProblemError } from '@slipway/api';
import type { Principal } from '../platform/http/index.ts';

type Scope = Principal['scope'];

/** What each scope may. `client` tokens read results only, through routes that come later. */
export const grants: Readonly<Record<Scope, readonly Permission[]>> = {
  server: ['self:read', 'ruleset:read', 'telemetry:write'],
  client: ['self:read'],
  deploy: ['self:read', 'project:read'],
  admin: [
    'self:read',
    'project:read',
    'project:create',
    'project:write',
    'environment:write',
    'flag:write',
    'flag:kill',
    'flag:restore',
    'segment:write',
    'change:revert',
    'token:read',
    'token:write',
  ],
};

/** What a credential of one project never may, whatever its scope. */
const beyondProject: readonly Permission[] = ['project:create'];

/** Throws `project-not-found` for a foreign project, as if it did not exist, and `forbidden` for the rest. */
export function authorise(principal: Principal, permission: Permission, projectKey: string | null): void {
  if (projectKey !== null && principal.projectKey !== null && principal.projectKey !== projectKey)
    throw new ProblemError('project-not-found', `There is no project "${projectKey}" that you may see.`);
  if (may(principal, permission)) return;
  throw new ProblemError(
    'forbidden',
    `This needs the permission ${permission}, which ${describe(principal)} does not have. ${remedy(permission)}`,
  );
}

export function may(principal: Principal, permission: Permission): boolean {
  if (principal.projectKey !== null && beyondProject.includes(permission)) return false;
  return grants[principal.scope].includes(permission);
}

function describe({ name, scope, projectKey }: Principal): string {
  return `the ${scope} token "${name}"${projectKey === null ? '' : ` of project "${projectKey}"`}`;
}

function remedy(permission: Permission): string {
  const scopes = Object.entries(grants).flatMap(([scope, granted]) =>
    granted.includes(permission) ? [scope] : [],
  );
  const reach = beyondProject.includes(permission) ? ' that is bound to no project' : '';
  return `Use a token of scope ${scopes.join(' or ')}${reach}.`;
}
