import { z } from 'zod';
import { Instant, Slug } from './common.ts';

/** One branch name as git takes it; checked further by the server. */
export const BranchName = z.string().min(1).max(200);

/** Where a service's code comes from, as asked: a branch or a commit. */
export const Wanted = z.union([
  z.strictObject({ branch: BranchName }),
  z.strictObject({
    commit: z.string().regex(/^[0-9a-f]{7,40}$/, 'Give 7 to 40 hexadecimal digits.'),
  }),
]);
export type Wanted = z.infer<typeof Wanted>;

/** What an environment is to run. */
export const RunDraft = z.strictObject({
  blueprint: Slug,
  services: z
    .record(Slug, Wanted)
    .default({})
    .describe('By registered service; the rest comes from the base.'),
  sameBranch: BranchName.optional().describe('Every service not named takes this branch where it has it.'),
  seed: z.string().max(100).nullable().default(null).describe('Seed profile; null: the blueprint’s first.'),
});
export type RunDraft = z.infer<typeof RunDraft>;

/** A service's code as it was found. */
export const Revision = z
  .object({
    service: Slug,
    because: z.enum(['asked', 'same-branch', 'base', 'default']),
    branch: z.string().nullable(),
    commit: z.string(),
    tree: z.string().describe('Hash of the folder’s content.'),
    subject: z.string(),
    author: z.string(),
    committedAt: Instant,
  })
  .meta({ id: 'Revision' });
export type Revision = z.infer<typeof Revision>;

/** What an environment runs, by content. */
export const RevisionSet = z
  .object({
    services: z.array(Revision),
    blueprint: z.string().describe('Digest of the Compose file.'),
    data: z.string().nullable().describe('Digest of the data it starts from.'),
  })
  .meta({ id: 'RevisionSet' });
export type RevisionSet = z.infer<typeof RevisionSet>;

export const runStates = [
  'queued',
  'preparing',
  'building',
  'migrating',
  'starting',
  'ready',
  'sleeping',
  'failed',
  'destroying',
  'destroyed',
] as const;
export type RunState = (typeof runStates)[number];

export const stepStates = ['running', 'done', 'failed'] as const;

/** One thing that was done to bring an environment up, and how long it took. */
export const RunStep = z
  .object({
    name: z.enum(['prepare', 'build', 'data', 'migrate', 'start']),
    service: z.string().nullable(),
    state: z.enum(stepStates),
    startedAt: Instant,
    endedAt: Instant.nullable(),
    detail: z.string().nullable().describe('Such as "from cache".'),
    log: z.string().describe('Source of its log.'),
  })
  .meta({ id: 'RunStep' });
export type RunStep = z.infer<typeof RunStep>;

export const accessKinds = ['members', 'public'] as const;

/** How an environment runs, where Slipway runs it. */
export const EnvironmentRun = z
  .object({
    blueprint: Slug,
    runtime: z.string(),
    state: z.enum(runStates),
    since: Instant,
    generation: z.int(),
    /** What is being done now. */
    step: RunStep.nullable(),
    queue: z.object({ position: z.int(), because: z.string() }).nullable(),
    sleep: z.enum(['paused', 'stopped']).nullable(),
    failure: z.object({ step: z.string(), message: z.string(), remedy: z.string(), at: Instant }).nullable(),
    isReachable: z.boolean().describe('False: the node that runs it does not answer.'),
    url: z.string().describe('Through the gateway.'),
    asked: RunDraft,
    revisions: RevisionSet.nullable(),
    seed: z.string().nullable(),
    expiresAt: Instant.nullable(),
    isKept: z.boolean().describe('Neither expires nor can be destroyed before it is let go.'),
    viewers: z.int(),
    lastViewedAt: Instant.nullable(),
    access: z.enum(accessKinds),
    allowedAddresses: z.array(z.string()),
    createdBy: z.string(),
    readyMs: z.int().nullable().describe('From asked to ready, the last time.'),
  })
  .meta({ id: 'EnvironmentRun' });
export type EnvironmentRun = z.infer<typeof EnvironmentRun>;
