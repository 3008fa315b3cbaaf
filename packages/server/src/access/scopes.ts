import type { Permission, Token } from '@slipway/api';
import { permissions, roles } from '@slipway/api';

/** What each scope of a token may. `client` tokens read results only, through routes that come later. */
export const scopes: Readonly<Record<Token['scope'], readonly Permission[]>> = {
  server: ['self:read', 'ruleset:read', 'telemetry:write'],
  client: ['self:read'],
  deploy: ['self:read', 'project:read', 'object:read'],
  admin: roles.administrator,
};

/** Needs a token of one environment: nobody else has a ruleset to read. */
export const ofOneEnvironment: readonly Permission[] = ['ruleset:read', 'telemetry:write'];

/** May be asked for by routes that name no project; any other permission is then the installation’s. */
export const ofNoProject: readonly Permission[] = ['self:read', 'self:write', ...ofOneEnvironment];

/** Which single permissions may hold in one environment or for one segment only: those whose routes name it. */
export const limits: Readonly<Partial<Record<Permission, readonly ('environment' | 'segment')[]>>> = {
  'object:read': ['environment'],
  'environment:write': ['environment'],
  'flag:write': ['environment'],
  'flag:kill': ['environment'],
  'flag:restore': ['environment'],
  'segment:write': ['environment', 'segment'],
};

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(permissions, text);
}
