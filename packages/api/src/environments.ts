import { z } from 'zod';
import { Instant, Key, PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { EnvironmentRun, RunDraft } from './runs.ts';

export const environmentKinds = ['permanent', 'shared', 'on-demand', 'demo', 'load-test'] as const;

export const Environment = z
  .object({
    key: Slug,
    name: z.string(),
    kind: z.enum(environmentKinds),
    base: Slug.nullable().describe('The environment whose flag state this one inherits live.'),
    isProtected: z.boolean().describe('Changes need an approval.'),
    approvals: z.int().describe('How many, where protected.'),
    epoch: z.int(),
    version: z.int().describe('Grows with every change of the effective ruleset.'),
    createdAt: Instant,
    run: EnvironmentRun.nullable().describe('Null: Slipway does not run it.'),
  })
  .meta({ id: 'Environment' });
export type Environment = z.infer<typeof Environment>;

export const EnvironmentDraft = z.strictObject({
  key: Slug,
  name: z.string().min(1).max(200).optional().describe('Default: the key.'),
  kind: z.enum(environmentKinds).default('permanent'),
  base: Slug.nullable()
    .optional()
    .describe('Default: none; of an environment that Slipway runs, staging where there is one.'),
  run: RunDraft.optional().describe('What Slipway is to run in it. Not for permanent environments.'),
  reason: Reason.optional(),
});

export const EnvironmentEdit = z.strictObject({
  name: z.string().min(1).max(200),
  base: Slug.nullable(),
  reason: Reason.optional(),
});

const path = '/api/v1/projects/:project/environments';
const one = '/api/v1/projects/:project/environments/:environment';

export const listEnvironments = endpoint({
  id: 'listEnvironments',
  method: 'get',
  path,
  tag: 'environments',
  summary: 'List a project’s environments',
  permission: 'object:read',
  query: PageQuery,
  reply: pageOf(Environment),
  status: 200,
  fails: ['project-not-found'],
});

export const createEnvironment = endpoint({
  id: 'createEnvironment',
  method: 'post',
  path,
  tag: 'environments',
  summary: 'Create an environment',
  description: 'With a `base` it starts as a live overlay of that environment’s flag state.',
  permission: 'environment:write',
  body: EnvironmentDraft,
  reply: Environment,
  status: 201,
  fails: [
    'project-not-found',
    'environment-key-taken',
    'environment-not-found',
    'blueprint-not-found',
    'blueprint-refused',
    'service-not-found',
    'repository-unavailable',
    'ref-not-found',
    'quota-reached',
  ],
});

export const getEnvironment = endpoint({
  id: 'getEnvironment',
  method: 'get',
  path: one,
  tag: 'environments',
  summary: 'Read an environment',
  permission: 'object:read',
  reply: Environment,
  status: 200,
  fails: ['project-not-found', 'environment-not-found'],
});

export const updateEnvironment = endpoint({
  id: 'updateEnvironment',
  method: 'put',
  path: one,
  tag: 'environments',
  summary: 'Change an environment’s name or base',
  permission: 'environment:write',
  body: EnvironmentEdit,
  reply: Environment,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [
    'project-not-found',
    'environment-not-found',
    'base-refused',
    'prerequisite-cycle',
    'segment-cycle',
    'unknown-reference',
    'precondition-required',
    'precondition-failed',
  ],
});

export const deleteEnvironment = endpoint({
  id: 'deleteEnvironment',
  method: 'delete',
  path: one,
  tag: 'environments',
  summary: 'Delete an environment with its overrides and tokens',
  permission: 'environment:write',
  query: ReasonQuery,
  status: 204,
  proposable: true,
  ifMatch: true,
  fails: [
    'project-not-found',
    'environment-not-found',
    'environment-in-use',
    'environment-kept',
    'precondition-required',
    'precondition-failed',
  ],
});

/** What is known of how far the latest version has got. Times in milliseconds from commit to applied. */
export const Receipts = z
  .object({
    environment: Slug,
    epoch: z.int(),
    version: z.int(),
    changedAt: Instant,
    connected: z.int().describe('Instances heard of in the last two minutes.'),
    applied: z.int().describe('Those of them at this version or later.'),
    p50Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
    laggards: z
      .array(
        z.object({
          instance: z.string(),
          service: z.string().nullable(),
          version: z.int(),
          lastSeenAt: Instant,
        }),
      )
      .max(20),
  })
  .meta({ id: 'Receipts' });
export type Receipts = z.infer<typeof Receipts>;

export const getReceipts = endpoint({
  id: 'getReceipts',
  method: 'get',
  path: `${one}/receipts`,
  tag: 'environments',
  summary: 'How many SDK instances have applied the latest version',
  permission: 'project:read',
  reply: Receipts,
  status: 200,
  fails: ['project-not-found', 'environment-not-found'],
});

// Not z.record: it drops an attribute named __proto__, which SDKs keep.
const Context = z
  .custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'Give an object of attributes.',
  )
  .meta({ type: 'object' });

export const ExplainRequest = z.strictObject({
  flag: Key,
  context: Context.default({}),
  at: Instant.optional().describe(
    'Evaluate as of this instant; default now. In the past by the ruleset that held then, in the future by the present one.',
  ),
});

export const Explanation = z
  .object({
    flag: z.string(),
    environment: Slug,
    version: z.int(),
    at: Instant,
    decision: z.object({
      value: z.unknown().optional(),
      variant: z.string().optional(),
      reason: z.string(),
      ruleId: z.string().optional(),
      errorCode: z.string().optional(),
      flagVersion: z.int().optional(),
    }),
    rungs: z.array(
      z.object({
        kind: z.string(),
        outcome: z.enum(['decided', 'passed', 'not-reached']),
        because: z.string(),
        ruleId: z.string().optional(),
        flag: z.string().optional(),
        conditions: z
          .array(z.object({ text: z.string(), holds: z.boolean(), actual: z.unknown().optional() }))
          .optional(),
        bucket: z.number().optional(),
      }),
    ),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof Explanation>;

export const explainFlag = endpoint({
  id: 'explainFlag',
  method: 'post',
  path: `${one}/explain`,
  tag: 'environments',
  summary: 'What a context gets from a flag, and why',
  permission: 'project:read',
  body: ExplainRequest,
  reply: Explanation,
  status: 200,
  fails: ['project-not-found', 'environment-not-found', 'flag-not-found', 'history-not-kept'],
});
