import { z } from 'zod';
import { Instant, Key, PageQuery, pageOf, Slug, VariantName } from './common.ts';
import { endpoint } from './endpoint.ts';
import { FlagState } from './flag-states.ts';
import { Flag } from './flags.ts';

/** What a flag does in one environment at this instant, in short. */
export const Serving = z.object({
  environment: Slug,
  kind: z
    .enum(['killed', 'off', 'nobody', 'some', 'everybody'])
    .describe(
      '`off`: switched off. `nobody`, `some`, `everybody`: switched on; who gets another variant than the off variant.',
    ),
  heldBy: Key.nullable().describe(
    'A required flag that serves nobody an accepted variant here: everybody gets the off variant, and `kind` is `nobody`.',
  ),
  requires: z.array(Key).describe('Flags that have to serve certain variants before this one does anything.'),
  share: z
    .int()
    .min(0)
    .max(100_000)
    .describe(
      'Of those whom no target and no rule picks out: how many of 100,000 get another variant than the off variant.',
    ),
  variant: VariantName.nullable().describe('The one that everybody gets, when there is only one.'),
  rules: z.int(),
  targets: z.int().describe('Keys listed one by one.'),
  source: z.enum(['override', 'base', 'default']),
  killedHere: z.boolean(),
  nextAt: Instant.nullable().describe('When its schedule switches it next.'),
  version: z.int(),
  etag: z.string().describe('To be sent as If-Match by whoever switches it.'),
});
export type Serving = z.infer<typeof Serving>;

/** Whether a flag can go: by age and evaluations. */
export const Staleness = z.object({
  state: z.enum(['new', 'active', 'settled', 'unused']),
  because: z.string(),
});

/** A row of the list of flags. */
export const FlagOverview = z
  .object({
    ...Flag.omit({ variants: true, metadata: true }).shape,
    etag: z.string().describe('Of the definition, to be sent as If-Match.'),
    environments: z.array(Serving),
    lastEvaluatedAt: Instant.nullable(),
    evaluations: z.int().describe('In the last 24 hours, in the environments shown.'),
    staleness: Staleness,
  })
  .meta({ id: 'FlagOverview' });
export type FlagOverview = z.infer<typeof FlagOverview>;

const slugs = z.string().max(1000).describe('Comma-separated.');

export const listFlagOverview = endpoint({
  id: 'listFlagOverview',
  method: 'get',
  path: '/api/v1/projects/:project/flag-overview',
  tag: 'flags',
  summary: 'Flags with their state in several environments',
  description: 'What lists of flags show, in one request a page.',
  permission: 'project:read',
  query: z.strictObject({
    ...PageQuery.shape,
    limit: z.coerce.number().int().min(1).max(500).default(200),
    archived: z.enum(['true', 'false']).default('false'),
    environments: slugs
      .optional()
      .describe('Comma-separated, at most 12. Default: the first 12 permanent ones.'),
    flags: z.string().max(10_500).optional().describe('Only these keys, comma-separated, at most 100.'),
  }),
  reply: pageOf(FlagOverview),
  status: 200,
  fails: ['project-not-found', 'environment-not-found'],
});

const environment = '/api/v1/projects/:project/environments/:environment';
const missing = ['project-not-found', 'environment-not-found'] as const;

export const listStatesIn = endpoint({
  id: 'listStatesIn',
  method: 'get',
  path: `${environment}/flag-states`,
  tag: 'flags',
  summary: 'Every flag’s state in one environment',
  permission: 'project:read',
  query: PageQuery,
  reply: pageOf(z.object({ ...FlagState.shape, etag: z.string() })),
  status: 200,
  fails: missing,
});
