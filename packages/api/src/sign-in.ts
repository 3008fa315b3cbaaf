import { z } from 'zod';
import { Instant } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Email, LinkToken, Password, Person, PersonName } from './people.ts';

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
  body: z.strictObject({ token: LinkToken, password: Password }),
  status: 204,
  fails: ['link-expired'],
});
