import { z } from 'zod';
import { Slug } from './common.ts';
import { AccountRole, RoleName, tokenScopes } from './grants.ts';

const LeftToken = z.object({
  id: z.string(),
  name: z.string(),
  project: Slug,
  scope: z.enum(tokenScopes),
  role: AccountRole.nullable(),
  environment: Slug.nullable(),
});

const LeftInvitation = z.object({ id: z.string(), email: z.string(), project: Slug, role: RoleName });

/** What becomes of the tokens and the open invitations that somebody made who leaves. */
export const LeftTokens = z
  .object({
    revoked: z
      .array(LeftToken)
      .describe('Those that could change something: make them anew where they are needed.'),
    kept: z.array(LeftToken).describe('Those that only read: they go on, and so does what runs with them.'),
    withdrawnInvitations: z
      .array(LeftInvitation)
      .describe(
        'Those that nobody had accepted yet: their links work no more. Invite again whoever is to come.',
      ),
  })
  .meta({ id: 'LeftTokens' });
export type LeftTokens = z.infer<typeof LeftTokens>;
