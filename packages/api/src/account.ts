import { z } from 'zod';
import { Instant, PageQuery, pageOf } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Password, Person, PersonName, TargetingKey } from './people.ts';

export const Session = z
  .object({
    id: z.string(),
    device: z.string().describe('Browser and system as the user agent tells.'),
    address: z.string(),
    createdAt: Instant,
    lastSeenAt: Instant,
    expiresAt: Instant,
    isCurrent: z.boolean(),
  })
  .meta({ id: 'Session' });

export type Session = z.infer<typeof Session>;

export const updateMe = endpoint({
  id: 'updateMe',
  method: 'patch',
  path: '/api/v1/me',
  tag: 'people',
  summary: 'Change one’s own name and targeting key',
  permission: 'self:write',
  body: z
    .strictObject({ name: PersonName.optional(), targetingKey: TargetingKey.nullable().optional() })
    .refine((edit) => Object.keys(edit).length > 0, 'Give a name or a targeting key.'),
  reply: Person,
  status: 200,
  fails: ['not-a-person'],
});

export const changePassword = endpoint({
  id: 'changePassword',
  method: 'post',
  path: '/api/v1/me/password',
  tag: 'people',
  summary: 'Change one’s own password; every other session ends',
  permission: 'self:write',
  body: z.strictObject({ current: z.string().max(200), next: Password }),
  status: 204,
  fails: ['not-a-person', 'wrong-credentials'],
});

export const listSessions = endpoint({
  id: 'listSessions',
  method: 'get',
  path: '/api/v1/me/sessions',
  tag: 'people',
  summary: 'Where one is signed in',
  permission: 'self:read',
  query: PageQuery,
  reply: pageOf(Session),
  status: 200,
  fails: ['not-a-person'],
});

export const revokeSession = endpoint({
  id: 'revokeSession',
  method: 'delete',
  path: '/api/v1/me/sessions/:session',
  tag: 'people',
  summary: 'End one of one’s sessions',
  permission: 'self:write',
  status: 204,
  fails: ['not-a-person', 'session-not-found'],
});
