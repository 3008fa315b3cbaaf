import { z } from 'zod';
import { PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Grant, RoleName } from './grants.ts';
import { LeftTokens } from './left-tokens.ts';
import { Person } from './people.ts';

export const Member = z
  .object({
    person: Person,
    role: RoleName,
    grants: z.array(Grant),
    environments: z.array(Slug),
    etag: z.string().describe('To be sent as If-Match by whoever changes it.'),
  })
  .meta({ id: 'Member' });

export type Member = z.infer<typeof Member>;

export const MemberWrite = z.strictObject({
  role: RoleName,
  grants: z.array(Grant).max(100).default([]),
  environments: z.array(Slug).max(100).default([]).describe('What a stakeholder may see.'),
  reason: Reason.optional(),
});

const members = '/api/v1/projects/:project/members';

export const listMembers = endpoint({
  id: 'listMembers',
  method: 'get',
  path: members,
  tag: 'people',
  summary: 'Who belongs to a project, and with what role',
  permission: 'member:read',
  query: PageQuery,
  reply: pageOf(Member),
  status: 200,
  fails: ['project-not-found'],
});

export const putMember = endpoint({
  id: 'putMember',
  method: 'put',
  path: `${members}/:person`,
  tag: 'people',
  summary: 'Set a member’s role, single permissions and, for stakeholders, what they see',
  permission: 'member:write',
  body: MemberWrite,
  reply: Member,
  status: 200,
  ifMatch: true,
  fails: [
    'project-not-found',
    'person-not-found',
    'environment-not-found',
    'precondition-required',
    'precondition-failed',
  ],
});

export const removeMember = endpoint({
  id: 'removeMember',
  method: 'delete',
  path: `${members}/:person`,
  tag: 'people',
  summary: 'Remove a member; open streams are cut',
  description:
    'Tokens of the project that they made and that can change something are revoked with them, and their open invitations withdrawn.',
  permission: 'member:write',
  query: ReasonQuery,
  reply: LeftTokens,
  status: 200,
  fails: ['project-not-found', 'person-not-found'],
});
