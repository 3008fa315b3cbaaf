import { z } from 'zod';
import { Instant, Json, Key, PageQuery, pageOf, Reason, ReasonQuery, Slug, VariantName } from './common.ts';
import { endpoint } from './endpoint.ts';
import { environmentKinds } from './environments.ts';
import { FlagConfig } from './ruleset.ts';

export const flagTypes = ['boolean', 'string', 'number', 'object'] as const;
export const flagKinds = ['release', 'experiment', 'operational', 'permission'] as const;

const Variants = z
  .record(VariantName, Json)
  .refine((v) => Object.keys(v).length >= 1 && Object.keys(v).length <= 100, {
    message: 'Give 1 to 100 variants.',
  });
const Metadata = z.record(
  z.string().min(1).max(100),
  z.union([z.string().max(1000), z.number(), z.boolean()]),
);

const definition = {
  name: z.string().min(1).max(200),
  description: z.string().max(5000),
  kind: z.enum(flagKinds).describe('What the flag is for; decides when it counts as stale.'),
  tags: z.array(z.string().min(1).max(50)).max(50),
  owner: z.string().max(200).nullable(),
  variants: Variants,
  clientVisible: z.boolean().describe('Client tokens may see its results.'),
  observe: z.boolean().describe('Record outcomes and latency by variant.'),
  metadata: Metadata,
};

export const Flag = z
  .object({
    key: Key,
    type: z.enum(flagTypes),
    ...definition,
    archivedAt: Instant.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Flag' });
export type Flag = z.infer<typeof Flag>;

export const FlagDraft = z.strictObject({
  key: Key,
  type: z.enum(flagTypes).default('boolean'),
  name: definition.name.optional().describe('Default: the key.'),
  description: definition.description.default(''),
  kind: definition.kind.default('release'),
  tags: definition.tags.default([]),
  owner: definition.owner.default(null),
  variants: Variants.optional().describe('Default for boolean flags: `{ "on": true, "off": false }`.'),
  offVariant: VariantName.optional().describe(
    'Served while the flag is off. Default: `off`, else the last variant that is not `onVariant`.',
  ),
  onVariant: VariantName.optional().describe(
    'Served when switched on. Default: `on`, else the first variant; never `offVariant` while there is another.',
  ),
  clientVisible: definition.clientVisible.default(false),
  observe: definition.observe.default(false),
  metadata: definition.metadata.default({}),
  reason: Reason.optional(),
});
export type FlagDraft = z.infer<typeof FlagDraft>;

export const FlagEdit = z.strictObject({ ...definition, reason: Reason.optional() });
export type FlagEdit = z.infer<typeof FlagEdit>;

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

const path = '/api/v1/projects/:project/flags';
const one = '/api/v1/projects/:project/flags/:flag';
const state = '/api/v1/projects/:project/flags/:flag/environments/:environment';
const missing = ['project-not-found', 'flag-not-found'] as const;
const missingState = [...missing, 'environment-not-found'] as const;
const guarded = ['precondition-required', 'precondition-failed'] as const;
const wrongContent = ['unknown-reference', 'prerequisite-cycle'] as const;

export const FlagListQuery = z.strictObject({
  ...PageQuery.shape,
  q: z.string().max(200).optional().describe('Part of key, name or description.'),
  tag: z.string().max(50).optional(),
  archived: z.enum(['true', 'false']).default('false'),
});

export const listFlags = endpoint({
  id: 'listFlags',
  method: 'get',
  path,
  tag: 'flags',
  summary: 'List flags',
  permission: 'project:read',
  query: FlagListQuery,
  reply: pageOf(Flag),
  status: 200,
  fails: ['project-not-found'],
});

export const createFlag = endpoint({
  id: 'createFlag',
  method: 'post',
  path,
  tag: 'flags',
  summary: 'Create a flag',
  description: 'It is off in every environment until somebody switches it on.',
  permission: 'flag:write',
  body: FlagDraft,
  reply: Flag,
  status: 201,
  proposable: true,
  fails: ['project-not-found', 'flag-key-taken', 'unknown-reference'],
});

export const getFlag = endpoint({
  id: 'getFlag',
  method: 'get',
  path: one,
  tag: 'flags',
  summary: 'Read a flag’s definition',
  permission: 'project:read',
  reply: Flag,
  status: 200,
  fails: missing,
});

export const updateFlag = endpoint({
  id: 'updateFlag',
  method: 'put',
  path: one,
  tag: 'flags',
  summary: 'Change a flag’s definition',
  description: 'A variant that a config of any environment serves cannot be removed.',
  permission: 'flag:write',
  body: FlagEdit,
  reply: Flag,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missing, ...guarded, 'unknown-reference', 'flag-archived'],
});

export const archiveFlag = endpoint({
  id: 'archiveFlag',
  method: 'post',
  path: `${one}/archive`,
  tag: 'flags',
  summary: 'Archive a flag: it leaves every ruleset',
  permission: 'flag:write',
  body: z.strictObject({ reason: Reason.optional() }),
  reply: Flag,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missing, ...guarded, 'flag-in-use', 'flag-archived'],
});

export const unarchiveFlag = endpoint({
  id: 'unarchiveFlag',
  method: 'post',
  path: `${one}/unarchive`,
  tag: 'flags',
  summary: 'Bring an archived flag back with its configs',
  permission: 'flag:write',
  body: z.strictObject({ reason: Reason.optional() }),
  reply: Flag,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missing, ...guarded, ...wrongContent],
});

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
