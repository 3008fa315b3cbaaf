import { z } from 'zod';
import { Key, Slug } from './common.ts';
import { grantable, type Role, roles } from './permissions.ts';

const roleNames = Object.keys(roles) as [Role, ...Role[]];

export const RoleName = z.enum(roleNames);

/** Of a service account: nobody invites a program. */
export const AccountRole = RoleName.exclude(['stakeholder']);

export const tokenScopes = ['server', 'client', 'deploy', 'admin'] as const;

/** A single permission, where given only in one environment or for one segment. */
export const Grant = z.strictObject({
  permission: z.enum(grantable),
  environment: Slug.optional(),
  segment: Key.optional(),
});

export type Grant = z.infer<typeof Grant>;
