import { z } from 'zod';
import { Instant, Json, Key, PageQuery, pageOf, Reason, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Something that an environment says itself, beside what it would inherit. */
export const Override = z
  .object({
    kind: z.enum(['flag', 'segment']),
    key: Key,
    own: Json.describe('Config or content; null where only the kill is its own.'),
    inherited: Json.describe('What it would be without; null where nothing is inherited.'),
    killedHere: z.boolean(),
    updatedAt: Instant,
    etag: z.string().describe('To be sent as If-Match by whoever drops it.'),
  })
  .meta({ id: 'Override' });
export type Override = z.infer<typeof Override>;

const one = '/api/v1/projects/:project/environments/:environment';
const missing = ['project-not-found', 'environment-not-found'] as const;

export const listOverrides = endpoint({
  id: 'listOverrides',
  method: 'get',
  path: `${one}/overrides`,
  tag: 'environments',
  summary: 'An environment’s overlay: its differences from its base',
  description: 'In an environment without a base: what differs from how flags and segments are defined.',
  permission: 'project:read',
  query: PageQuery,
  reply: pageOf(Override),
  status: 200,
  fails: missing,
});

/** What would be written to `to`; entries that are equal already are left out. */
export const Promotion = z
  .object({
    from: Slug,
    to: Slug,
    items: z.array(
      z.object({
        kind: z.enum(['flag', 'segment']),
        key: Key,
        before: Json.describe('What is effective in `to` now.'),
        after: Json,
      }),
    ),
  })
  .meta({ id: 'Promotion' });
export type Promotion = z.infer<typeof Promotion>;

const keys = z.array(Key).max(200);

export const previewPromotion = endpoint({
  id: 'previewPromotion',
  method: 'get',
  path: `${one}/promote`,
  tag: 'environments',
  summary: 'What promoting to another environment would change',
  description:
    'The ETag stands for the state of both environments: send it as If-Match to promote exactly this.',
  permission: 'project:read',
  query: z.strictObject({
    to: Slug,
    flags: z.string().max(10_500).optional().describe('Comma-separated keys. Default: every override.'),
    segments: z.string().max(10_500).optional().describe('Comma-separated keys. Default: every override.'),
  }),
  reply: Promotion,
  status: 200,
  fails: [...missing, 'flag-not-found', 'segment-not-found', 'flag-archived'],
});

export const promote = endpoint({
  id: 'promote',
  method: 'post',
  path: `${one}/promote`,
  tag: 'environments',
  summary: 'Write flags and segments as they are here to another environment, all or nothing',
  description:
    'Without `flags` and `segments`: every override of this environment. With one of them: only what is named. A kill is neither promoted nor cleared.',
  permission: 'flag:write',
  body: z.strictObject({
    to: Slug,
    flags: keys.optional(),
    segments: keys.optional(),
    reason: Reason.optional(),
  }),
  reply: Promotion,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [
    ...missing,
    'flag-not-found',
    'segment-not-found',
    'flag-archived',
    'unknown-reference',
    'prerequisite-cycle',
    'segment-cycle',
    'precondition-required',
    'precondition-failed',
  ],
});
