import { z } from 'zod';
import { Key, PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { environmentKinds } from './environments.ts';
import { FlagConfig } from './ruleset.ts';

/** A flag's state in one environment and where it comes from. */
export const FlagState = z
  .object({
    flag: Key,
    environment: Slug,
    environmentKind: z.enum(environmentKinds),
    version: z.int().describe('The environment version at which this effective config last changed.'),
    source: z
      .enum(['override', 'base', 'default'])
      .describe(
        '`override`: its own. `base`: inherited, see `inheritedFrom`. `default`: as the flag was created.',
      ),
    inheritedFrom: Slug.nullable(),
    killed: z.boolean(),
    killedHere: z.boolean(),
    enabledNow: z.boolean().describe('`enabled` and schedule at this instant; a kill still wins.'),
    config: FlagConfig,
  })
  .meta({ id: 'FlagState' });
export type FlagState = z.infer<typeof FlagState>;

export const FlagConfigWrite = z.strictObject({ ...FlagConfig.shape, reason: Reason.optional() });

export const EnabledWrite = z.strictObject({
  enabled: z.boolean(),
  schedule: z
    .enum(['keep', 'discard'])
    .optional()
    .describe('What to do with future schedule entries; required when there are any.'),
  reason: Reason.optional(),
});

export const KillRequest = z.strictObject({ reason: Reason.optional() });
export const KillEverywhere = z.strictObject({
  environments: z.array(Slug).min(1).max(200).optional().describe('Default: every permanent environment.'),
  reason: Reason.optional(),
});
export const KillReply = z.object({ states: z.array(FlagState) });

const one = '/api/v1/projects/:project/flags/:flag';
const state = '/api/v1/projects/:project/flags/:flag/environments/:environment';
const missing = ['project-not-found', 'flag-not-found'] as const;
const missingState = [...missing, 'environment-not-found'] as const;
const guarded = ['precondition-required', 'precondition-failed'] as const;
const wrongContent = ['unknown-reference', 'prerequisite-cycle'] as const;

export const killFlagEverywhere = endpoint({
  id: 'killFlagEverywhere',
  method: 'post',
  path: `${one}/kill`,
  tag: 'flags',
  summary: 'Kill a flag in several environments at once',
  permission: 'flag:kill',
  body: KillEverywhere,
  reply: KillReply,
  status: 200,
  fails: missingState,
});

export const listFlagStates = endpoint({
  id: 'listFlagStates',
  method: 'get',
  path: `${one}/environments`,
  tag: 'flags',
  summary: 'A flag’s state in every environment',
  permission: 'project:read',
  query: PageQuery,
  reply: pageOf(FlagState),
  status: 200,
  fails: missing,
});

export const getFlagState = endpoint({
  id: 'getFlagState',
  method: 'get',
  path: state,
  tag: 'flags',
  summary: 'A flag’s state in one environment',
  permission: 'project:read',
  reply: FlagState,
  status: 200,
  fails: missingState,
});

export const putFlagConfig = endpoint({
  id: 'putFlagConfig',
  method: 'put',
  path: state,
  tag: 'flags',
  summary: 'Set a flag’s config in one environment',
  description: 'In an environment with a base this makes an override. A kill stays.',
  permission: 'flag:write',
  body: FlagConfigWrite,
  reply: FlagState,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missingState, ...guarded, ...wrongContent, 'flag-archived'],
});

export const dropFlagOverride = endpoint({
  id: 'dropFlagOverride',
  method: 'delete',
  path: state,
  tag: 'flags',
  summary: 'Drop the override and inherit again',
  description: 'A kill stays.',
  permission: 'flag:write',
  query: ReasonQuery,
  reply: FlagState,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missingState, ...guarded, ...wrongContent, 'override-not-found', 'flag-archived'],
});

export const switchFlag = endpoint({
  id: 'switchFlag',
  method: 'put',
  path: `${state}/enabled`,
  tag: 'flags',
  summary: 'Switch a flag on or off in one environment',
  description:
    'Schedule entries whose time has come are folded into `enabled`; with future ones the request says whether to keep or discard them. A kill stays.',
  permission: 'flag:write',
  body: EnabledWrite,
  reply: FlagState,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missingState, ...guarded, 'schedule-pending', 'flag-archived', ...wrongContent],
});

export const killFlag = endpoint({
  id: 'killFlag',
  method: 'post',
  path: `${state}/kill`,
  tag: 'flags',
  summary: 'Kill a flag in one environment at once',
  description:
    'A latch: schedules, reverts and edits never clear it; `restore` does. Needs no If-Match. Safe to repeat.',
  permission: 'flag:kill',
  body: KillRequest,
  reply: FlagState,
  status: 200,
  fails: missingState,
});

export const restoreFlag = endpoint({
  id: 'restoreFlag',
  method: 'post',
  path: `${state}/restore`,
  tag: 'flags',
  summary: 'Lift a kill',
  permission: 'flag:restore',
  body: KillRequest,
  reply: FlagState,
  status: 200,
  proposable: true,
  fails: [...missingState, 'not-killed', 'kill-inherited'],
});
