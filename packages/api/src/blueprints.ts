import { z } from 'zod';
import { Instant, PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { RevisionSet } from './runs.ts';
import { RepositoryPath } from './services.ts';

/** One thing wrong, or not honoured, in a blueprint: where it is and what to do. Lines and columns from 1. */
export const BlueprintFinding = z
  .object({
    file: z.string(),
    line: z.int(),
    column: z.int(),
    path: z.string().describe('Such as services.web.privileged'),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'BlueprintFinding' });
export type BlueprintFinding = z.infer<typeof BlueprintFinding>;

/** What Slipway made of a Compose file. */
export const BlueprintSummary = z
  .object({
    services: z.array(
      z.object({
        name: z.string(),
        service: z.string().nullable().describe('The registered service whose code it runs.'),
        route: z.object({ path: z.string(), port: z.int() }).nullable(),
        dependsOn: z.array(z.string()),
      }),
    ),
    database: z.object({ service: z.string(), variable: z.string(), seeds: z.array(z.string()) }).nullable(),
    warnings: z.array(BlueprintFinding),
    digest: z.string(),
  })
  .meta({ id: 'BlueprintSummary' });
export type BlueprintSummary = z.infer<typeof BlueprintSummary>;

export const Blueprint = z
  .object({
    key: Slug,
    name: z.string(),
    service: Slug.nullable().describe('Whose repository keeps the file; null: Slipway does.'),
    path: z.string().describe('The file’s name, in the repository where one keeps it.'),
    content: z.string().nullable().describe('Where Slipway keeps it.'),
    createdAt: Instant,
  })
  .meta({ id: 'Blueprint' });
export type Blueprint = z.infer<typeof Blueprint>;

const fields = {
  name: z.string().min(1).max(200).optional().describe('Default: the key.'),
  service: Slug.nullable().default(null),
  path: RepositoryPath.default('compose.yaml'),
  content: z
    .string()
    .max(256 * 1024)
    .nullable()
    .default(null),
  reason: Reason.optional(),
};
export const BlueprintDraft = z.strictObject({ key: Slug, ...fields });
export const BlueprintEdit = z.strictObject(fields);

const path = '/api/v1/projects/:project/blueprints';
const one = '/api/v1/projects/:project/blueprints/:blueprint';

export const listBlueprints = endpoint({
  id: 'listBlueprints',
  method: 'get',
  path,
  tag: 'services',
  summary: 'List a project’s blueprints',
  permission: 'project:read',
  query: PageQuery,
  reply: pageOf(Blueprint),
  status: 200,
  fails: ['project-not-found'],
});

export const createBlueprint = endpoint({
  id: 'createBlueprint',
  method: 'post',
  path,
  tag: 'services',
  summary: 'Add a blueprint: a Compose file with x-slipway',
  description: 'Either `content`, or `service` and `path`: the repository that keeps it.',
  permission: 'service:write',
  body: BlueprintDraft,
  reply: Blueprint,
  status: 201,
  fails: [
    'project-not-found',
    'blueprint-key-taken',
    'blueprint-refused',
    'service-not-found',
    'repository-unavailable',
  ],
});

export const getBlueprint = endpoint({
  id: 'getBlueprint',
  method: 'get',
  path: one,
  tag: 'services',
  summary: 'Read a blueprint',
  permission: 'project:read',
  reply: Blueprint,
  status: 200,
  fails: ['project-not-found', 'blueprint-not-found'],
});

export const updateBlueprint = endpoint({
  id: 'updateBlueprint',
  method: 'put',
  path: one,
  tag: 'services',
  summary: 'Change a blueprint',
  permission: 'service:write',
  body: BlueprintEdit,
  reply: Blueprint,
  status: 200,
  ifMatch: true,
  fails: [
    'project-not-found',
    'blueprint-not-found',
    'blueprint-refused',
    'service-not-found',
    'repository-unavailable',
    'precondition-required',
    'precondition-failed',
  ],
});

export const deleteBlueprint = endpoint({
  id: 'deleteBlueprint',
  method: 'delete',
  path: one,
  tag: 'services',
  summary: 'Remove a blueprint that no environment runs',
  permission: 'service:write',
  query: ReasonQuery,
  status: 204,
  ifMatch: true,
  fails: [
    'project-not-found',
    'blueprint-not-found',
    'blueprint-in-use',
    'precondition-required',
    'precondition-failed',
  ],
});

export const checkBlueprint = endpoint({
  id: 'checkBlueprint',
  method: 'post',
  path: `${path}/check`,
  tag: 'services',
  summary: 'Say what is wrong with a Compose file, and what Slipway makes of it',
  permission: 'project:read',
  body: z.strictObject({ content: z.string().max(256 * 1024), path: RepositoryPath.default('compose.yaml') }),
  reply: z.object({ findings: z.array(BlueprintFinding), summary: BlueprintSummary.nullable() }),
  status: 200,
  fails: ['project-not-found'],
});

export const Plan = z
  .object({
    blueprint: Slug,
    revisions: RevisionSet,
    summary: BlueprintSummary,
    seed: z.string().nullable(),
    isDataReady: z.boolean().describe('False: the data is made first, which takes longer.'),
    runtime: z.string(),
    limits: z.array(z.string()).describe('What the runtime does not isolate.'),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof Plan>;
