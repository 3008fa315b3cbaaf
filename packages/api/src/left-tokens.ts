import { z } from 'zod';
import { Slug } from './common.ts';
import { AccountRole, tokenScopes } from './grants.ts';

const LeftToken = z.object({
  id: z.string(),
  name: z.string(),
  project: Slug,
  scope: z.enum(tokenScopes),
  role: AccountRole.nullable(),
  environment: Slug.nullable(),
});

/** What becomes of the tokens that somebody made who leaves. */
export const LeftTokens = z
  .object({
    revoked: z
      .array(LeftToken)
      .describe('Those that could change something: make them anew where they are needed.'),
    kept: z.array(LeftToken).describe('Those that only read: they go on, and so does what runs with them.'),
  })
  .meta({ id: 'LeftTokens' });
export type LeftTokens = z.infer<typeof LeftTokens>;
