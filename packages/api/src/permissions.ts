/** What a route may ask for. `public` routes need no credential; every other one needs the named permission. */
export const permissions = {
  public: 'Needs no credential.',
  'self:read': 'See who one is. Every credential may.',
  'self:write': 'Change one’s own name, password and sessions.',
  'instance:administer': 'Administer the installation: every project, every person.',
  'project:read': 'See a project and everything that is no secret in it.',
  'project:create': 'Create projects.',
  'project:write': 'Change a project.',
  'object:read': 'See the environments and releases that one is invited to.',
  'feedback:write': 'Comment and sign off where one may see.',
  'environment:write': 'Create, change and remove environments of every kind but permanent.',
  'environment:write-permanent': 'Create, change and remove permanent environments.',
  'service:write': 'Register services and blueprints, set variables and secrets.',
  'environment:protect': 'Protect an environment, or stop protecting it.',
  'flag:write': 'Create, change and archive flags and their configs; propose where protected.',
  'flag:kill': 'Kill a flag.',
  'flag:restore': 'Restore a killed flag.',
  'segment:write': 'Create, change and remove segments; propose where protected.',
  'change:revert': 'Revert a change.',
  'proposal:approve': 'Approve or reject what somebody else proposes.',
  'review:close': 'Close the review that a kill opened.',
  'member:read': 'See who belongs to a project.',
  'member:write': 'Invite people, set roles and single permissions.',
  'token:read': 'List tokens.',
  'token:write': 'Create and revoke tokens.',
  'ruleset:read': 'Read the ruleset of one environment.',
  'telemetry:write': 'Report telemetry for one environment.',
} as const satisfies Record<string, string>;

export type Permission = keyof typeof permissions;

const seeing = [
  'self:read',
  'self:write',
  'project:read',
  'object:read',
  'feedback:write',
  'member:read',
] as const;
const developing = [
  ...seeing,
  'environment:write',
  'flag:write',
  'flag:kill',
  'segment:write',
  'change:revert',
] as const;
const releasing = [
  ...developing,
  'environment:write-permanent',
  'flag:restore',
  'proposal:approve',
  'review:close',
] as const;

/** What each role may in its project. */
export const roles = {
  stakeholder: ['self:read', 'self:write', 'object:read', 'feedback:write'],
  viewer: seeing,
  developer: developing,
  releaser: releasing,
  administrator: [
    ...releasing,
    'project:write',
    'service:write',
    'environment:protect',
    'member:write',
    'token:read',
    'token:write',
  ],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof roles;

/** Permissions that can be granted one by one, to a person or a service account. */
export const grantable = [
  'project:read',
  'feedback:write',
  'environment:write',
  'flag:write',
  'flag:kill',
  'flag:restore',
  'segment:write',
  'change:revert',
  'proposal:approve',
  'review:close',
] as const satisfies readonly Permission[];
