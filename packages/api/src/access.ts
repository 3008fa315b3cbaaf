import { z } from 'zod';
import { Instant, PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { AccountRole, Grant, tokenScopes } from './grants.ts';
import { TargetingKey } from './people.ts';

export const Token = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: z.enum(tokenScopes),
    role: AccountRole.nullable().describe('Of a service account; null: what the scope may.'),
    grants: z.array(Grant),
    environment: Slug.nullable(),
    prefix: z.string().describe('The first characters, to recognise it by.'),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
    madeBy: z
      .object({ kind: z.enum(['person', 'token']), id: z.string(), name: z.string() })
      .nullable()
      .describe('Who asked for it; the name is empty once that person was erased.'),
    isMakerGone: z
      .boolean()
      .describe(
        'The person behind it has been removed or erased, and may still know it: replace it in good time.',
      ),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof Token>;

export const TokenDraft = z.strictObject({
  name: z.string().min(1).max(200),
  scope: z.enum(tokenScopes),
  role: AccountRole.optional().describe(
    'Makes an `admin` token a service account that may what the role may.',
  ),
  grants: z.array(Grant).max(100).optional().describe('Single permissions besides the role.'),
  environment: Slug.optional().describe('Required for `server` and `client`.'),
  expiresAt: Instant.optional().describe('A token made with a token ends with that one at the latest.'),
  reason: Reason.optional(),
});

export const TokenCreated = z.object({ ...Token.shape, token: z.string().describe('Shown once.') });

/** Who a credential stands for. `project` null: every project. */
export const Me = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'token']),
  email: z.string().nullable(),
  isOwner: z.boolean(),
  targetingKey: TargetingKey.nullable(),
  scope: z.enum(tokenScopes).nullable().describe('Of a token.'),
  project: Slug.nullable(),
  environment: Slug.nullable(),
  memberships: z.array(
    z.object({
      project: Slug,
      role: z.string(),
      permissions: z.array(z.string()).describe('Throughout the project; a stakeholder’s in `environments`.'),
      grants: z.array(Grant).describe('Single permissions, some in one environment or for one segment only.'),
      environments: z.array(Slug),
    }),
  ),
});

const path = '/api/v1/projects/:project/tokens';

export const getMe = endpoint({
  id: 'getMe',
  method: 'get',
  path: '/api/v1/me',
  tag: 'access',
  summary: 'Who this credential is',
  permission: 'self:read',
  reply: Me,
  status: 200,
  fails: [],
});

export const listTokens = endpoint({
  id: 'listTokens',
  method: 'get',
  path,
  tag: 'access',
  summary: 'List tokens that are not revoked',
  permission: 'token:read',
  query: PageQuery,
  reply: pageOf(Token),
  status: 200,
  fails: ['project-not-found'],
});

export const createToken = endpoint({
  id: 'createToken',
  method: 'post',
  path,
  tag: 'access',
  summary: 'Create a token; the answer shows it once',
  permission: 'token:write',
  body: TokenDraft,
  reply: TokenCreated,
  status: 201,
  fails: ['project-not-found', 'environment-not-found'],
});

export const revokeToken = endpoint({
  id: 'revokeToken',
  method: 'delete',
  path: `${path}/:token`,
  tag: 'access',
  summary: 'Revoke a token and cut its open streams',
  permission: 'token:write',
  query: ReasonQuery,
  status: 204,
  fails: ['project-not-found', 'token-not-found'],
});
