import { z } from 'zod';
import { Instant, PageQuery, pageOf } from './common.ts';
import { endpoint } from './endpoint.ts';

/** Counts per `stepMs` from `from` on; the last step may be under way. */
export const Evaluations = z
  .object({
    from: Instant,
    stepMs: z.int(),
    total: z.int(),
    lastAt: Instant.nullable(),
    series: z.array(z.object({ variant: z.string(), counts: z.array(z.int()) })),
    ends: z
      .array(
        z.object({
          reason: z.string(),
          ruleId: z.string().nullable(),
          variant: z.string(),
          count: z.int(),
        }),
      )
      .describe('Where evaluations ended: which rule or reason, with which variant.'),
  })
  .meta({ id: 'Evaluations' });
export type Evaluations = z.infer<typeof Evaluations>;

/** What `track` has reported per variant: `bad` of `total` in each step. */
export const Outcomes = z
  .object({
    from: Instant,
    stepMs: z.int(),
    outcomes: z.array(
      z.object({
        outcome: z.string(),
        variants: z.array(z.object({ variant: z.string(), bad: z.array(z.int()), total: z.array(z.int()) })),
      }),
    ),
  })
  .meta({ id: 'Outcomes' });
export type Outcomes = z.infer<typeof Outcomes>;

const Span = z.strictObject({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 30)
    .default(24)
    .describe('How far back from now.'),
});
const environment = '/api/v1/projects/:project/environments/:environment';
const missing = ['project-not-found', 'environment-not-found'] as const;
const state = '/api/v1/projects/:project/flags/:flag/environments/:environment';

export const getEvaluations = endpoint({
  id: 'getEvaluations',
  method: 'get',
  path: `${state}/evaluations`,
  tag: 'insights',
  summary: 'How often a flag was evaluated, by variant and by where it ended',
  permission: 'project:read',
  query: Span,
  reply: Evaluations,
  status: 200,
  fails: [...missing, 'flag-not-found'],
});

export const getOutcomes = endpoint({
  id: 'getOutcomes',
  method: 'get',
  path: `${state}/outcomes`,
  tag: 'insights',
  summary: 'Outcomes reported for a flag, by variant',
  permission: 'project:read',
  query: Span,
  reply: Outcomes,
  status: 200,
  fails: [...missing, 'flag-not-found'],
});

export const listAttributes = endpoint({
  id: 'listAttributes',
  method: 'get',
  path: `${environment}/attributes`,
  tag: 'insights',
  summary: 'Attributes that evaluations have carried: names and types, never values',
  permission: 'project:read',
  query: PageQuery,
  reply: pageOf(z.object({ name: z.string(), types: z.array(z.string()), lastSeenAt: Instant })),
  status: 200,
  fails: missing,
});
