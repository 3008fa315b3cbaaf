import { z } from 'zod';
import { Instant, PageQuery, pageOf, Reason } from './common.ts';
import { endpoint } from './endpoint.ts';
import { LeftTokens } from './left-tokens.ts';

export const Email = z.email().max(254).describe('Compared without regard to case.');

export const Password = z.string().min(12).max(200).describe('At least 12 characters.');

export const PersonName = z.string().min(1).max(200);

export const TargetingKey = z
  .string()
  .min(1)
  .max(500)
  .describe('Under which flags know a person: shows what is on for them.');

/** What a link carries. */
export const LinkToken = z.string().min(20).max(200);

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
  description:
    'Tokens that they made and that can change something are revoked with them, and their open invitations withdrawn.',
  body: z.strictObject({ reason: Reason.optional() }),
  reply: LeftTokens,
  status: 200,
  fails: ['person-not-found', 'last-owner'],
});
