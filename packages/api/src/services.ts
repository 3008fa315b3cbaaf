import { z } from 'zod';
import { Instant, PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { BranchName } from './runs.ts';

/** What git fetches from: https, http, ssh, git@host:path, or file for folders that the installation allows. */
export const GitUrl = z
  .string()
  .min(1)
  .max(500)
  .describe('https://, ssh://, git@host:path, or file:// where the installation allows that folder.');

/** A folder inside a repository, without a slash at either end; empty = the whole. */
export const RepositoryPath = z.string().max(200);

export const Service = z
  .object({
    key: Slug,
    name: z.string(),
    repository: z.string(),
    folder: z.string(),
    defaultBranch: z.string(),
    credential: z
      .enum(['none', 'token', 'ssh-key'])
      .describe('How Slipway signs in to the repository. The credential itself is never shown.'),
    createdAt: Instant,
  })
  .meta({ id: 'Service' });
export type Service = z.infer<typeof Service>;

const fields = {
  name: z.string().min(1).max(200).optional().describe('Default: the key.'),
  repository: GitUrl,
  folder: RepositoryPath.default(''),
  defaultBranch: BranchName.default('main'),
  reason: Reason.optional(),
};
export const ServiceDraft = z.strictObject({ key: Slug, ...fields });
export const ServiceEdit = z.strictObject(fields);

export const RepositoryCredential = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('token'),
    username: z.string().min(1).max(200).default('git'),
    token: z.string().min(1).max(2000),
  }),
  z.strictObject({
    kind: z.literal('ssh-key'),
    privateKey: z.string().min(1).max(20_000),
    knownHosts: z
      .string()
      .max(20_000)
      .optional()
      .describe('Lines of known_hosts. Without them the first key seen is kept.'),
  }),
  z.strictObject({ kind: z.literal('none') }),
]);
export type RepositoryCredential = z.infer<typeof RepositoryCredential>;

export const Branch = z
  .object({
    name: z.string(),
    commit: z.string(),
    subject: z.string(),
    author: z.string(),
    committedAt: Instant,
    isDefault: z.boolean(),
  })
  .meta({ id: 'Branch' });
export type Branch = z.infer<typeof Branch>;

const path = '/api/v1/projects/:project/services';
const one = '/api/v1/projects/:project/services/:service';

export const listServices = endpoint({
  id: 'listServices',
  method: 'get',
  path,
  tag: 'services',
  summary: 'List a project’s services',
  permission: 'project:read',
  query: PageQuery,
  reply: pageOf(Service),
  status: 200,
  fails: ['project-not-found'],
});

export const createService = endpoint({
  id: 'createService',
  method: 'post',
  path,
  tag: 'services',
  summary: 'Register a service',
  permission: 'service:write',
  body: ServiceDraft,
  reply: Service,
  status: 201,
  fails: ['project-not-found', 'service-key-taken', 'repository-refused'],
});

export const getService = endpoint({
  id: 'getService',
  method: 'get',
  path: one,
  tag: 'services',
  summary: 'Read a service',
  permission: 'project:read',
  reply: Service,
  status: 200,
  fails: ['project-not-found', 'service-not-found'],
});

export const updateService = endpoint({
  id: 'updateService',
  method: 'put',
  path: one,
  tag: 'services',
  summary: 'Change a service',
  permission: 'service:write',
  body: ServiceEdit,
  reply: Service,
  status: 200,
  ifMatch: true,
  fails: [
    'project-not-found',
    'service-not-found',
    'repository-refused',
    'precondition-required',
    'precondition-failed',
  ],
});

export const deleteService = endpoint({
  id: 'deleteService',
  method: 'delete',
  path: one,
  tag: 'services',
  summary: 'Remove a service that no blueprint is kept in',
  permission: 'service:write',
  query: ReasonQuery,
  status: 204,
  ifMatch: true,
  fails: [
    'project-not-found',
    'service-not-found',
    'service-in-use',
    'precondition-required',
    'precondition-failed',
  ],
});

export const putServiceCredential = endpoint({
  id: 'putServiceCredential',
  method: 'put',
  path: `${one}/credential`,
  tag: 'services',
  summary: 'Set how Slipway signs in to the repository',
  description: 'Write-only, kept encrypted; it reaches the fetch of the repository and nothing else.',
  permission: 'service:write',
  body: RepositoryCredential,
  reply: Service,
  status: 200,
  fails: ['project-not-found', 'service-not-found'],
});

export const listBranches = endpoint({
  id: 'listBranches',
  method: 'get',
  path: `${one}/branches`,
  tag: 'services',
  summary: 'List a repository’s branches, the latest first',
  description: 'Fetches first when what is known is older than ten seconds.',
  permission: 'project:read',
  query: z.strictObject({
    contains: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(30),
  }),
  reply: z.object({ items: z.array(Branch) }),
  status: 200,
  fails: ['project-not-found', 'service-not-found', 'repository-unavailable'],
});
