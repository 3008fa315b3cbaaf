/** What a route may ask for. `public` routes need no credential; every other one needs the named permission. */
export const permissions = {
  public: 'Needs no credential.',
  'self:read': 'See who one is. Every credential may.',
  'project:read': 'See a project and everything that is no secret in it.',
  'project:create': 'Create projects.',
  'project:write': 'Change a project.',
  'environment:write': 'Create, change and remove environments.',
  'flag:write': 'Create, change and archive flags and their configs.',
  'flag:kill': 'Kill a flag.',
  'flag:restore': 'Restore a killed flag.',
  'segment:write': 'Create, change and remove segments.',
  'change:revert': 'Revert a change.',
  'token:read': 'List tokens.',
  'token:write': 'Create and revoke tokens.',
  'ruleset:read': 'Read the ruleset of one environment.',
  'telemetry:write': 'Report telemetry for one environment.',
} as const satisfies Record<string, string>;

export type Permission = keyof typeof permissions;
