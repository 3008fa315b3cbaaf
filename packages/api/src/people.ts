import { z } from 'zod';
import { Instant, Key, PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { grantable, type Role, roles } from './permissions.ts';

export const Email = z.email().max(254).describe('Compared without regard to case.');
export const Password = z.string().min(12).max(200).describe('At least 12 characters.');
const PersonName = z.string().min(1).max(200);
export const TargetingKey = z
  .string()
  .min(1)
  .max(500)
  .describe('Under which flags know a person: shows what is on for them.');
const Secret = z.string().min(20).max(200);

const roleNames = Object.keys(roles) as [Role, ...Role[]];
export const RoleName = z.enum(roleNames);

/** A single permission, where given only in one environment or for one segment. */
export const Grant = z.strictObject({
  permission: z.enum(grantable),
  environment: Slug.optional(),
  segment: Key.optional(),
});
export type Grant = z.infer<typeof Grant>;

export const Person = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    isOwner: z.boolean().describe('May administer the installation.'),
    isEmailVerified: z.boolean().describe('Whether it was proved that the address is theirs.'),
    createdAt: Instant,
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

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

/** The answer of every way to sign in; the session itself travels in an HttpOnly cookie. */
export const SignedIn = z.object({ person: Person, expiresAt: Instant });

export const getSetup = endpoint({
  id: 'getSetup',
  method: 'get',
  path: '/api/v1/setup',
  tag: 'people',
  summary: 'Whether the installation still needs its owner, and how one may sign in',
  permission: 'public',
  reply: z.object({ isNeeded: z.boolean(), oidc: z.array(z.object({ id: z.string(), name: z.string() })) }),
  status: 200,
  fails: [],
});

export const setUp = endpoint({
  id: 'setUp',
  method: 'post',
  path: '/api/v1/setup',
  tag: 'people',
  summary: 'Create the owner with the bootstrap token, which ends with it',
  permission: 'instance:administer',
  body: z.strictObject({ email: Email, name: PersonName, password: Password }),
  reply: SignedIn,
  status: 201,
  fails: ['already-set-up'],
});

export const signIn = endpoint({
  id: 'signIn',
  method: 'post',
  path: '/api/v1/session',
  tag: 'people',
  summary: 'Sign in by e-mail and password',
  permission: 'public',
  body: z.strictObject({ email: Email, password: z.string().max(200) }),
  reply: SignedIn,
  status: 200,
  fails: ['wrong-credentials'],
});

export const signOut = endpoint({
  id: 'signOut',
  method: 'delete',
  path: '/api/v1/session',
  tag: 'people',
  summary: 'Sign out: end this session',
  permission: 'self:write',
  status: 204,
  fails: [],
});

export const startOidc = endpoint({
  id: 'startOidc',
  method: 'get',
  path: '/api/v1/session/oidc/:provider',
  tag: 'people',
  summary: 'Sign in by an OpenID provider: redirects there',
  permission: 'public',
  status: 302,
  produces: 'text/html',
  fails: ['provider-not-found', 'provider-unavailable'],
});

export const finishOidc = endpoint({
  id: 'finishOidc',
  method: 'get',
  path: '/api/v1/session/oidc/:provider/callback',
  tag: 'people',
  summary: 'Where the OpenID provider sends one back to',
  permission: 'public',
  status: 302,
  produces: 'text/html',
  fails: ['provider-not-found', 'provider-unavailable', 'sign-in-refused'],
});

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

export const askPasswordReset = endpoint({
  id: 'askPasswordReset',
  method: 'post',
  path: '/api/v1/password-resets',
  tag: 'people',
  summary: 'Ask for a reset link by mail',
  description: 'Answers the same whether or not the address is known.',
  permission: 'public',
  body: z.strictObject({ email: Email }),
  status: 202,
  fails: [],
});

export const redeemPasswordReset = endpoint({
  id: 'redeemPasswordReset',
  method: 'post',
  path: '/api/v1/password-resets/redeem',
  tag: 'people',
  summary: 'Set a new password with the link’s token; every session ends',
  permission: 'public',
  body: z.strictObject({ token: Secret, password: Password }),
  status: 204,
  fails: ['link-expired'],
});

export const acceptInvitation = endpoint({
  id: 'acceptInvitation',
  method: 'post',
  path: '/api/v1/invitations/accept',
  tag: 'people',
  summary: 'Accept an invitation, as a new or a known person',
  permission: 'public',
  body: z.strictObject({ token: Secret, name: PersonName, password: z.string().max(200) }),
  reply: SignedIn,
  status: 200,
  fails: ['link-expired', 'wrong-credentials'],
});

export const listPeople = endpoint({
  id: 'listPeople',
  method: 'get',
  path: '/api/v1/people',
  tag: 'people',
  summary: 'Everybody who can sign in',
  permission: 'instance:administer',
  query: PageQuery,
  reply: pageOf(Person),
  status: 200,
  fails: [],
});

export const erasePerson = endpoint({
  id: 'erasePerson',
  method: 'post',
  path: '/api/v1/people/:person/erase',
  tag: 'people',
  summary: 'Remove a person’s data and leave the facts',
  permission: 'instance:administer',
  body: z.strictObject({ reason: Reason.optional() }),
  status: 204,
  fails: ['person-not-found', 'last-owner'],
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
  permission: 'member:write',
  query: ReasonQuery,
  status: 204,
  fails: ['project-not-found', 'person-not-found'],
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
