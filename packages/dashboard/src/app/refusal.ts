import { type Permission, type Role, roles } from '@slipway/api';
import type { May, Scope } from './session.tsx';

/** Why a control is disabled and who may; null when one may. */
export function refusalOf(may: May, permission: Permission, scope?: Scope): string | null {
  if (may(permission, scope)) return null;
  const able = (Object.keys(roles) as Role[]).filter((role) =>
    (roles[role] as readonly Permission[]).includes(permission),
  );
  const first = able[0] ?? 'administrator';
  return `This needs the role ${first}${able.length > 1 ? ' or higher' : ''}. Ask an administrator of the project.`;
}
