import { type Grant, grantable, type Permission, type Role, roles } from '@slipway/api';
import type { Membership } from '../platform/http/index.ts';
import { isPermission } from './scopes.ts';

/** A row of `grants`, by keys. */
export interface Permit {
  permission: string;
  environment: string | null;
  segment: string | null;
}

/** Where a stakeholder may look is kept as permits of this. */
export const SEEING: Permission = 'object:read';

/** What a role and single permits come to. */
export function membershipOf(projectKey: string, role: Role, permits: readonly Permit[]): Membership {
  const grants = grantsOf(permits);
  const whole = grants.filter(
    ({ environment, segment }) => environment === undefined && segment === undefined,
  );
  return {
    projectKey,
    role,
    permissions: new Set<Permission>([...roles[role], ...whole.map(({ permission }) => permission)]),
    grants,
    environments: environmentsOf(permits),
  };
}

export function environmentsOf(permits: readonly Permit[]): string[] {
  return permits.flatMap(({ permission, environment }) =>
    permission === SEEING && environment !== null ? [environment] : [],
  );
}

/** What an older or a newer version may have stored counts for nothing. */
export function grantsOf(permits: readonly Permit[]): Grant[] {
  return permits.flatMap(({ permission, environment, segment }) => {
    if (!isPermission(permission) || !isGrantable(permission)) return [];
    return [
      {
        permission,
        ...(environment === null ? {} : { environment }),
        ...(segment === null ? {} : { segment }),
      },
    ];
  });
}

function isGrantable(permission: Permission): permission is Grant['permission'] {
  return grantable.some((each) => each === permission);
}
