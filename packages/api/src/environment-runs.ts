import { z } from 'zod';
import { Plan } from './blueprints.ts';
import { Instant, Reason, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { accessKinds, EnvironmentRun, RunDraft, RunStep, Wanted } from './runs.ts';

export const RunService = z
  .object({
    name: z.string().describe('In the blueprint.'),
    service: Slug.nullable(),
    state: z.enum(['running', 'starting', 'paused', 'stopped', 'exited']),
    url: z.string().nullable().describe('Through the gateway; null: it has no route.'),
    since: Instant.nullable(),
    restarts: z.int(),
    memoryBytes: z.number().nullable(),
  })
  .meta({ id: 'RunService' });
export type RunService = z.infer<typeof RunService>;

/** The same with what only one environment's page shows. */
export const RunDetail = z
  .object({
    run: EnvironmentRun,
    steps: z.array(RunStep),
    services: z.array(RunService),
    database: z
      .object({ sizeBytes: z.number(), seed: z.string().nullable(), template: z.string().nullable() })
      .nullable(),
    snapshots: z.array(z.object({ name: z.string(), createdAt: Instant, sizeBytes: z.number() })),
    logs: z.array(z.string()).describe('Sources that have one.'),
    limits: z.array(z.string()).describe('What the runtime does not isolate.'),
  })
  .meta({ id: 'RunDetail' });
export type RunDetail = z.infer<typeof RunDetail>;

const one = '/api/v1/projects/:project/environments/:environment';
const absent = ['project-not-found', 'environment-not-found', 'not-hosted'] as const;
const acting = [...absent, 'environment-destroyed', 'node-unreachable'] as const;

export const getRun = endpoint({
  id: 'getRun',
  method: 'get',
  path: `${one}/run`,
  tag: 'environments',
  summary: 'How an environment runs: steps, services, database',
  permission: 'object:read',
  reply: RunDetail,
  status: 200,
  fails: absent,
});

/** Every action answers how the environment stands now; what it asks for goes on by itself. */
const action = { reply: EnvironmentRun, status: 202, tag: 'environments' } as const;

export const redeploy = endpoint({
  id: 'redeploy',
  method: 'post',
  path: `${one}/redeploy`,
  ...action,
  summary: 'Run the newest commits, or other branches',
  permission: 'environment:write',
  body: z.strictObject({
    services: z.record(Slug, Wanted).optional().describe('Replaces what was asked for.'),
    sameBranch: z.string().max(200).nullable().optional(),
    reason: Reason.optional(),
  }),
  fails: [
    ...acting,
    'repository-unavailable',
    'ref-not-found',
    'blueprint-refused',
    'blueprint-not-found',
    'service-not-found',
  ],
});

export const sleepEnvironment = endpoint({
  id: 'sleepEnvironment',
  method: 'post',
  path: `${one}/sleep`,
  ...action,
  summary: 'Put an environment to sleep',
  permission: 'environment:write',
  body: z.strictObject({ how: z.enum(['paused', 'stopped']).default('stopped') }),
  fails: [...acting, 'not-possible-now'],
});

export const wakeEnvironment = endpoint({
  id: 'wakeEnvironment',
  method: 'post',
  path: `${one}/wake`,
  ...action,
  summary: 'Wake an environment, or try a failed one again',
  permission: 'environment:write',
  fails: acting,
});

export const extendEnvironment = endpoint({
  id: 'extendEnvironment',
  method: 'post',
  path: `${one}/extend`,
  ...action,
  summary: 'Let an environment live longer, or keep it from being destroyed',
  permission: 'environment:write',
  body: z.strictObject({
    expiresAt: Instant.nullable().optional().describe('Null: never.'),
    isKept: z.boolean().optional(),
  }),
  fails: acting,
});

export const setEnvironmentAccess = endpoint({
  id: 'setEnvironmentAccess',
  method: 'post',
  path: `${one}/access`,
  ...action,
  summary: 'Who may open an environment besides share links',
  permission: 'environment:write',
  body: z.strictObject({
    access: z.enum(accessKinds),
    allowedAddresses: z.array(z.string().max(50)).max(50).default([]),
  }),
  fails: acting,
});

export const resetData = endpoint({
  id: 'resetData',
  method: 'post',
  path: `${one}/reset-data`,
  ...action,
  summary: 'Put the database back to its seed',
  description: 'Services are stopped meanwhile, and get a new SDK token.',
  permission: 'environment:write',
  body: z.strictObject({ seed: z.string().max(100).optional().describe('Default: the one it has.') }),
  fails: [...acting, 'no-database', 'not-possible-now'],
});

export const snapshotData = endpoint({
  id: 'snapshotData',
  method: 'post',
  path: `${one}/snapshot`,
  ...action,
  summary: 'Keep the database as it is now',
  description: 'Connections to it are cut for a moment.',
  permission: 'environment:write',
  body: z.strictObject({ name: Slug }),
  fails: [...acting, 'no-database', 'not-possible-now', 'snapshot-name-taken'],
});

export const restoreData = endpoint({
  id: 'restoreData',
  method: 'post',
  path: `${one}/restore-data`,
  ...action,
  summary: 'Put the database back to a snapshot',
  permission: 'environment:write',
  body: z.strictObject({ name: Slug }),
  fails: [...acting, 'no-database', 'not-possible-now', 'snapshot-not-found'],
});

export const cloneEnvironment = endpoint({
  id: 'cloneEnvironment',
  method: 'post',
  path: `${one}/clone`,
  ...action,
  summary: 'A second environment with the same code, data and overrides',
  permission: 'environment:write',
  body: z.strictObject({ key: Slug, name: z.string().min(1).max(200).optional(), reason: Reason.optional() }),
  fails: [...acting, 'environment-key-taken', 'quota-reached', 'not-possible-now'],
});

export const destroyEnvironment = endpoint({
  id: 'destroyEnvironment',
  method: 'post',
  path: `${one}/destroy`,
  ...action,
  summary: 'Destroy an environment with its database, overrides and links',
  permission: 'environment:write',
  body: z.strictObject({ reason: Reason.optional() }),
  fails: [...absent, 'environment-kept', 'environment-in-use'],
});

export const followLogs = endpoint({
  id: 'followLogs',
  method: 'get',
  path: `${one}/logs`,
  tag: 'environments',
  summary: 'Logs of steps and services, and what comes',
  description:
    'Events `line` with `{ source, text }`, secrets masked; `end` when nothing more comes. With `follow=false` it ends at once.',
  permission: 'project:read',
  query: z.strictObject({
    source: z.string().max(100).optional().describe('Default: every one.'),
    lines: z.coerce.number().int().min(0).max(10_000).default(200),
    follow: z.enum(['true', 'false']).default('true'),
  }),
  status: 200,
  produces: 'text/event-stream',
  fails: [...absent, 'node-unreachable', 'log-not-found'],
});

export const execInEnvironment = endpoint({
  id: 'execInEnvironment',
  method: 'post',
  path: `${one}/exec`,
  tag: 'environments',
  summary: 'Run a command beside a service, as it runs',
  description: 'Events `output` with `{ text }`, then `exit` with `{ code }`. Ends after ten minutes.',
  permission: 'environment:write',
  body: z.strictObject({
    service: z.string().max(100),
    command: z.array(z.string().max(10_000)).min(1).max(100),
  }),
  status: 200,
  produces: 'text/event-stream',
  fails: [...acting, 'service-not-found', 'not-possible-now'],
});

const Commit = z.object({
  commit: z.string(),
  subject: z.string(),
  author: z.string(),
  committedAt: Instant,
});

/** In what an environment differs from another. */
export const EnvironmentDifference = z
  .object({
    to: Slug,
    services: z.array(
      z.object({
        service: Slug,
        commit: z.string(),
        otherCommit: z
          .string()
          .describe('What the other one runs; where Slipway does not run it, its default branch.'),
        ahead: z.array(Commit).describe('At most 50.'),
        aheadCount: z.int(),
        behindCount: z.int(),
      }),
    ),
    flags: z.array(z.string()).describe('Whose effective config differs.'),
    segments: z.array(z.string()),
    data: z.object({ seed: z.string().nullable(), otherSeed: z.string().nullable() }),
  })
  .meta({ id: 'EnvironmentDifference' });
export type EnvironmentDifference = z.infer<typeof EnvironmentDifference>;

export const compareEnvironments = endpoint({
  id: 'compareEnvironments',
  method: 'get',
  path: `${one}/difference`,
  tag: 'environments',
  summary: 'In what an environment differs from another: commits, flags, data',
  permission: 'project:read',
  query: z.strictObject({ to: Slug }),
  reply: EnvironmentDifference,
  status: 200,
  fails: [...absent, 'repository-unavailable'],
});

/** What a node may still take on. */
export const HostingQuota = z
  .object({
    environments: z.object({ used: z.int(), most: z.int() }),
    memoryBytes: z.object({ used: z.number(), most: z.number() }),
    freeDiskBytes: z.object({ now: z.number(), floor: z.number() }),
    builds: z.object({ running: z.int(), most: z.int(), waiting: z.int() }),
  })
  .meta({ id: 'HostingQuota' });
export type HostingQuota = z.infer<typeof HostingQuota>;

export const getHostingQuota = endpoint({
  id: 'getHostingQuota',
  method: 'get',
  path: '/api/v1/projects/:project/hosting',
  tag: 'environments',
  summary: 'How much room there is for environments',
  permission: 'project:read',
  reply: HostingQuota,
  status: 200,
  fails: ['project-not-found'],
});

export const planEnvironment = endpoint({
  id: 'planEnvironment',
  method: 'post',
  path: '/api/v1/projects/:project/blueprints/plan',
  tag: 'environments',
  summary: 'Show what an environment would run, and run nothing',
  permission: 'project:read',
  body: z.strictObject({ ...RunDraft.shape, base: Slug.nullable().default(null) }),
  reply: Plan,
  status: 200,
  fails: [
    'project-not-found',
    'environment-not-found',
    'blueprint-not-found',
    'blueprint-refused',
    'service-not-found',
    'repository-unavailable',
    'ref-not-found',
  ],
});
