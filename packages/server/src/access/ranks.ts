import type { Role } from '@slipway/api';

const ranks: readonly Role[] = ['stakeholder', 'viewer', 'developer', 'releaser', 'administrator'];

/** Each role may all that those before it may. */
export function greaterRole(a: Role, b: Role): Role {
  return ranks.indexOf(a) < ranks.indexOf(b) ? b : a;
}
