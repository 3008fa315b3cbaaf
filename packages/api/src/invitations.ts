import { z } from 'zod';
import { Instant, PageQuery, pageOf, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Grant, RoleName } from './grants.ts';
import { MemberWrite } from './members.ts';
import { Email, LinkToken, PersonName } from './people.ts';
import { SignedIn } from './sign-in.ts';

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: RoleName,
    grants: z.array(Grant),
    environments: z.array(Slug),
    createdAt: Instant,
    expiresAt: Instant,
    acceptedAt: Instant.nullable(),
  })
  .meta({ id: 'Invitation' });

export type Invitation = z.infer<typeof Invitation>;

export const InvitationDraft = z.strictObject({ ...MemberWrite.shape, email: Email });

export const InvitationCreated = z.object({
  ...Invitation.shape,
  link: z.string().describe('Shown once; copy it when no mail is configured.'),
  isMailed: z.boolean(),
});

export const acceptInvitation = endpoint({
  id: 'acceptInvitation',
  method: 'post',
  path: '/api/v1/invitations/accept',
  tag: 'people',
  summary: 'Accept an invitation, as a new or a known person',
  permission: 'public',
  body: z.strictObject({ token: LinkToken, name: PersonName, password: z.string().max(200) }),
  reply: SignedIn,
  status: 200,
  fails: ['link-expired', 'wrong-credentials'],
});

const invitations = '/api/v1/projects/:project/invitations';

export const listInvitations = endpoint({
  id: 'listInvitations',
  method: 'get',
  path: invitations,
  tag: 'people',
  summary: 'Invitations that are open',
  permission: 'member:write',
  query: PageQuery,
  reply: pageOf(Invitation),
  status: 200,
  fails: ['project-not-found'],
});

export const invite = endpoint({
  id: 'invite',
  method: 'post',
  path: invitations,
  tag: 'people',
  summary: 'Invite somebody by an expiring link',
  permission: 'member:write',
  body: InvitationDraft,
  reply: InvitationCreated,
  status: 201,
  fails: ['project-not-found', 'environment-not-found'],
});

export const withdrawInvitation = endpoint({
  id: 'withdrawInvitation',
  method: 'delete',
  path: `${invitations}/:invitation`,
  tag: 'people',
  summary: 'Withdraw an invitation: its link ends',
  permission: 'member:write',
  query: ReasonQuery,
  status: 204,
  fails: ['project-not-found', 'invitation-not-found'],
});
