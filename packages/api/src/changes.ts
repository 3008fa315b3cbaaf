import { z } from 'zod';
import { Instant, Json, Key, PageQuery, pageOf, Reason, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';

export const changeSubjects = [
  'project',
  'environment',
  'flag',
  'flag-config',
  'segment',
  'segment-override',
  'token',
  'member',
  'invitation',
  'person',
  'proposal',
  'review',
  'service',
  'blueprint',
  'variable',
] as const;

/** One audited mutation. `before` and `after` are null where there was, or is, nothing. */
export const Change = z
  .object({
    id: z.string(),
    at: Instant,
    actor: z.object({
      kind: z.enum(['person', 'token', 'schedule', 'system']),
      id: z.string(),
      name: z.string(),
    }),
    action: z.string().describe('A verb, such as `create`, `update`, `kill`, `switch`.'),
    subject: z.enum(changeSubjects),
    key: z.string(),
    environment: Slug.nullable(),
    before: Json,
    after: Json,
    reason: z.string().nullable(),
    origin: z.string().nullable().describe('From where: client and address.'),
    effects: z
      .array(z.object({ environment: Slug, version: z.int() }))
      .describe('Environments whose ruleset it changed, with the version it made.'),
    revertOf: z.string().nullable(),
    onBehalfOf: z
      .string()
      .nullable()
      .describe('Whom the actor acted for, such as the author of an approved proposal.'),
  })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof Change>;

const revertible: ReadonlySet<string> = new Set([
  'environment update',
  'flag update',
  'flag archive',
  'flag unarchive',
  'flag-config set',
  'flag-config drop',
  'flag-config switch',
  'flag-config promote',
  'segment update',
  'segment-override set',
  'segment-override drop',
  'segment-override promote',
]);

/** Whether `revertChange` takes such a change back; it refuses the others by `not-revertible`. */
export function isRevertible({ subject, action }: { subject: string; action: string }): boolean {
  return revertible.has(`${subject} ${action}`);
}

const path = '/api/v1/projects/:project/changes';

export const ChangeListQuery = z.strictObject({
  ...PageQuery.shape,
  flag: Key.optional(),
  segment: Key.optional(),
  environment: Slug.optional().describe('Changes made in it or that changed its ruleset.'),
  actor: z.string().max(200).optional(),
  from: Instant.optional(),
  until: Instant.optional(),
});

export const listChanges = endpoint({
  id: 'listChanges',
  method: 'get',
  path,
  tag: 'changes',
  summary: 'List changes, newest first',
  permission: 'project:read',
  query: ChangeListQuery,
  reply: pageOf(Change),
  status: 200,
  fails: ['project-not-found'],
});

export const getChange = endpoint({
  id: 'getChange',
  method: 'get',
  path: `${path}/:change`,
  tag: 'changes',
  summary: 'Read one change',
  permission: 'project:read',
  reply: Change,
  status: 200,
  fails: ['project-not-found', 'change-not-found'],
});

const Verification = z.object({
  isIntact: z.boolean(),
  checked: z.int(),
  erased: z.int().describe('Rows whose personal data was removed; their fact still chains.'),
  firstBroken: z.string().nullable().describe('The first change that does not fit.'),
});

export const verifyChanges = endpoint({
  id: 'verifyChanges',
  method: 'get',
  path: '/api/v1/projects/:project/change-verification',
  tag: 'changes',
  summary: 'Recompute the chain of changes and compare',
  permission: 'project:read',
  reply: Verification,
  status: 200,
  fails: ['project-not-found'],
});

export const listInstallationChanges = endpoint({
  id: 'listInstallationChanges',
  method: 'get',
  path: '/api/v1/changes',
  tag: 'changes',
  summary: 'List changes that belong to no project, newest first',
  description: 'Set-up, people who come and are erased, credentials, tokens of the installation.',
  permission: 'instance:administer',
  query: z.strictObject({
    ...PageQuery.shape,
    actor: z.string().max(200).optional(),
    from: Instant.optional(),
    until: Instant.optional(),
  }),
  reply: pageOf(Change),
  status: 200,
  fails: [],
});

export const verifyInstallationChanges = endpoint({
  id: 'verifyInstallationChanges',
  method: 'get',
  path: '/api/v1/change-verification',
  tag: 'changes',
  summary: 'Recompute the installation’s own chain of changes and compare',
  permission: 'instance:administer',
  reply: Verification,
  status: 200,
  fails: [],
});

export const revertChange = endpoint({
  id: 'revertChange',
  method: 'post',
  path: `${path}/:change/revert`,
  tag: 'changes',
  summary: 'Put back what a change replaced',
  description:
    'Refused with a conflict when later changes touched the same content. Never clears a kill: use restore for that.',
  permission: 'change:revert',
  body: z.strictObject({ reason: Reason.optional() }),
  reply: Change,
  status: 201,
  proposable: true,
  fails: [
    'project-not-found',
    'change-not-found',
    'not-revertible',
    'revert-conflict',
    'flag-not-found',
    'environment-not-found',
    'segment-not-found',
    'flag-archived',
    'flag-in-use',
    'base-refused',
    'unknown-reference',
    'prerequisite-cycle',
    'segment-cycle',
  ],
});

export const watchEvents = endpoint({
  id: 'watchEvents',
  method: 'get',
  path: '/api/v1/projects/:project/events',
  tag: 'changes',
  summary: 'Follow changes and receipts live',
  description:
    'Server-sent events: `change` carries a Change, `receipts` carries Receipts, `activity` names an environment whose counts have grown (at most one every 2 s each), `run` names one whose run has changed (state, steps, services; at most one every 200 ms each), `heartbeat` every 15 s.',
  permission: 'project:read',
  status: 200,
  produces: 'text/event-stream',
  fails: ['project-not-found'],
});
