import type { Grant, Permission, Role } from '@slipway/api';

/** What each role is for, in a sentence. */
export const roleWords: Record<Role, string> = {
  stakeholder: 'Sees, comments on and signs off what they are invited to; nothing else.',
  viewer: 'Sees everything in the project; comments and signs off.',
  developer: 'Changes flags and segments, kills, makes test environments; proposes where protected.',
  releaser: 'Also approves what others propose, restores, and changes permanent environments.',
  administrator: 'Also manages members, tokens and protection.',
};

/** Single permissions as people ask for them. */
export const grantWords: Partial<Record<Permission, string>> = {
  'project:read': 'see everything in the project',
  'feedback:write': 'comment and sign off',
  'environment:write': 'create and change test environments',
  'flag:write': 'change flags',
  'flag:kill': 'kill flags',
  'flag:restore': 'restore killed flags',
  'segment:write': 'change segments',
  'change:revert': 'revert changes',
  'proposal:approve': 'approve what others propose',
  'review:close': 'close reviews of kills',
};

/** "kill flags in production". */
export function grantSentence({ permission, environment, segment }: Grant): string {
  const what = grantWords[permission] ?? permission;
  return `${what}${environment ? ` in ${environment}` : ''}${segment ? ` of segment ${segment}` : ''}`;
}
