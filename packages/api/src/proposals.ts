import { z } from 'zod';
import { Instant, Json, PageQuery, pageOf, Reason, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';

export const proposalStates = ['open', 'applied', 'rejected', 'withdrawn', 'stale'] as const;

/** What would change in one environment: an entry of its ruleset, null = nothing there, or its protection. */
export const EffectDiff = z.object({
  environment: Slug,
  isProtected: z.boolean(),
  kind: z.enum(['flag', 'segment', 'protection']),
  key: z.string().describe('Of a protection: the environment’s.'),
  before: Json,
  after: Json,
});

const PersonOrToken = z.object({ kind: z.string(), id: z.string(), name: z.string() });

/** A change to a protected environment that waits for approval, bound to its content by `hash`. */
export const Proposal = z
  .object({
    id: z.string(),
    state: z.enum(proposalStates),
    author: PersonOrToken,
    endpoint: z.string().describe('Which endpoint would be called.'),
    params: z.record(z.string(), z.string()),
    body: Json,
    effects: z
      .array(EffectDiff)
      .describe('Unprotected environments that only follow a protected one listed here are left out.'),
    hash: z
      .string()
      .describe('SHA-256 over the call and its effects in protected environments: what an approval is for.'),
    approvals: z.array(
      z.object({
        by: PersonOrToken,
        at: Instant,
        isCounted: z
          .boolean()
          .describe('While it is open: whether who gave it may still approve. Of an ended one: true.'),
      }),
    ),
    required: z.int().describe('How many approvals it needs that count.'),
    reason: z.string().nullable(),
    note: z.string().nullable().describe('Why it was rejected or went stale.'),
    createdAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'Proposal' });
export type Proposal = z.infer<typeof Proposal>;

/** Opened by a kill in a protected environment, to be closed when somebody has looked. */
export const Review = z
  .object({
    id: z.string(),
    change: z.string(),
    flag: z.string(),
    environment: Slug,
    openedAt: Instant,
    closedAt: Instant.nullable(),
    closedBy: PersonOrToken.nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Review' });
export type Review = z.infer<typeof Review>;

const path = '/api/v1/projects/:project/proposals';
const one = `${path}/:proposal` as const;
const ended = ['project-not-found', 'proposal-not-found', 'proposal-ended'] as const;

export const listProposals = endpoint({
  id: 'listProposals',
  method: 'get',
  path,
  tag: 'proposals',
  summary: 'List proposals, newest first',
  permission: 'project:read',
  query: z.strictObject({ ...PageQuery.shape, state: z.enum(proposalStates).optional() }),
  reply: pageOf(Proposal),
  status: 200,
  fails: ['project-not-found'],
});

export const getProposal = endpoint({
  id: 'getProposal',
  method: 'get',
  path: one,
  tag: 'proposals',
  summary: 'Read a proposal with its diff',
  permission: 'project:read',
  reply: Proposal,
  status: 200,
  fails: ['project-not-found', 'proposal-not-found'],
});

export const approveProposal = endpoint({
  id: 'approveProposal',
  method: 'post',
  path: `${one}/approve`,
  tag: 'proposals',
  summary: 'Approve exactly what one has seen; the last approval needed applies it',
  permission: 'proposal:approve',
  body: z.strictObject({ hash: z.string(), reason: Reason.optional() }),
  reply: Proposal,
  status: 200,
  fails: [...ended, 'own-proposal', 'proposal-stale'],
});

export const rejectProposal = endpoint({
  id: 'rejectProposal',
  method: 'post',
  path: `${one}/reject`,
  tag: 'proposals',
  summary: 'Reject a proposal',
  permission: 'proposal:approve',
  body: z.strictObject({ reason: Reason.optional() }),
  reply: Proposal,
  status: 200,
  fails: ended,
});

export const withdrawProposal = endpoint({
  id: 'withdrawProposal',
  method: 'post',
  path: `${one}/withdraw`,
  tag: 'proposals',
  summary: 'Withdraw one’s own proposal',
  permission: 'flag:write',
  body: z.strictObject({ reason: Reason.optional() }),
  reply: Proposal,
  status: 200,
  fails: [...ended, 'not-your-proposal'],
});

const reviews = '/api/v1/projects/:project/reviews';

export const listReviews = endpoint({
  id: 'listReviews',
  method: 'get',
  path: reviews,
  tag: 'proposals',
  summary: 'Kills in protected environments that nobody has looked at yet',
  permission: 'project:read',
  query: z.strictObject({ ...PageQuery.shape, state: z.enum(['open', 'closed']).default('open') }),
  reply: pageOf(Review),
  status: 200,
  fails: ['project-not-found'],
});

export const closeReview = endpoint({
  id: 'closeReview',
  method: 'post',
  path: `${reviews}/:review/close`,
  tag: 'proposals',
  summary: 'Close a review',
  permission: 'review:close',
  body: z.strictObject({ note: Reason.optional() }),
  reply: Review,
  status: 200,
  fails: ['project-not-found', 'review-not-found', 'own-review'],
});

export const Protection = z.strictObject({
  isProtected: z.boolean(),
  approvals: z.int().min(1).max(5).default(1).describe('How many people have to approve.'),
  breakGlass: z
    .boolean()
    .optional()
    .describe('An owner of the installation lowers it alone, with a reason; the change says so.'),
  reason: Reason.optional(),
});

export const protectEnvironment = endpoint({
  id: 'protectEnvironment',
  method: 'put',
  path: '/api/v1/projects/:project/environments/:environment/protection',
  tag: 'proposals',
  summary: 'Protect an environment, or stop protecting it',
  description:
    'A protected environment has no unprotected base. Raising a protection passes at once; lowering one is a change there: it needs the approvals that the environment asks for.',
  permission: 'environment:protect',
  body: Protection,
  reply: z.object({ environment: Slug, isProtected: z.boolean(), approvals: z.int() }),
  status: 200,
  ifMatch: true,
  proposable: true,
  fails: [
    'project-not-found',
    'environment-not-found',
    'base-refused',
    'precondition-required',
    'precondition-failed',
  ],
});
