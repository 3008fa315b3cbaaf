import { z } from 'zod';
import { Instant, PageQuery, pageOf } from './common.ts';
import { endpoint } from './endpoint.ts';

export const ShareLink = z
  .object({
    id: z.string(),
    label: z.string(),
    url: z.string().describe('Opens this environment, and nothing else, without an account.'),
    hasPassword: z.boolean(),
    createdBy: z.string(),
    createdAt: Instant,
    expiresAt: Instant,
    revokedAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
    uses: z.int(),
  })
  .meta({ id: 'ShareLink' });
export type ShareLink = z.infer<typeof ShareLink>;

const path = '/api/v1/projects/:project/environments/:environment/links';
const absent = ['project-not-found', 'environment-not-found', 'not-hosted'] as const;

export const listLinks = endpoint({
  id: 'listLinks',
  method: 'get',
  path,
  tag: 'environments',
  summary: 'List an environment’s share links',
  permission: 'environment:write',
  query: PageQuery,
  reply: pageOf(ShareLink),
  status: 200,
  fails: absent,
});

export const createLink = endpoint({
  id: 'createLink',
  method: 'post',
  path,
  tag: 'environments',
  summary: 'Make a share link',
  permission: 'environment:write',
  body: z.strictObject({
    label: z.string().max(200).default(''),
    expiresAt: Instant.optional().describe('Default: in seven days; at most a year.'),
    password: z.string().min(4).max(200).optional(),
  }),
  reply: ShareLink,
  status: 201,
  fails: absent,
});

export const revokeLink = endpoint({
  id: 'revokeLink',
  method: 'delete',
  path: `${path}/:link`,
  tag: 'environments',
  summary: 'Revoke a share link; whoever came by it is out within seconds',
  permission: 'environment:write',
  status: 204,
  fails: [...absent, 'link-not-found'],
});
