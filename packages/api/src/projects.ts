import { z } from 'zod';
import { Instant, PageQuery, pageOf, Reason, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';

export const Project = z
  .object({
    key: Slug,
    name: z.string(),
    description: z.string(),
    createdAt: Instant,
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof Project>;

export const ProjectDraft = z.strictObject({
  key: Slug,
  name: z.string().min(1).max(200).optional().describe('Default: the key.'),
  description: z.string().max(5000).optional(),
  reason: Reason.optional(),
});

export const ProjectEdit = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(5000),
  reason: Reason.optional(),
});

export const listProjects = endpoint({
  id: 'listProjects',
  method: 'get',
  path: '/api/v1/projects',
  tag: 'projects',
  summary: 'List the projects one may see',
  permission: 'self:read',
  query: PageQuery,
  reply: pageOf(Project),
  status: 200,
  fails: [],
});

export const createProject = endpoint({
  id: 'createProject',
  method: 'post',
  path: '/api/v1/projects',
  tag: 'projects',
  summary: 'Create a project',
  description: 'The project starts with the segment `internal` and no environment.',
  permission: 'project:create',
  body: ProjectDraft,
  reply: Project,
  status: 201,
  fails: ['project-key-taken'],
});

export const getProject = endpoint({
  id: 'getProject',
  method: 'get',
  path: '/api/v1/projects/:project',
  tag: 'projects',
  summary: 'Read a project',
  permission: 'project:read',
  reply: Project,
  status: 200,
  fails: ['project-not-found'],
});

export const updateProject = endpoint({
  id: 'updateProject',
  method: 'put',
  path: '/api/v1/projects/:project',
  tag: 'projects',
  summary: 'Change a project’s name or description',
  permission: 'project:write',
  body: ProjectEdit,
  reply: Project,
  status: 200,
  ifMatch: true,
  fails: ['project-not-found', 'precondition-required', 'precondition-failed'],
});
