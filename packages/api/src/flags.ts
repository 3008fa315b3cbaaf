import { z } from 'zod';
import { Instant, Json, Key, PageQuery, pageOf, Reason, VariantName } from './common.ts';
import { endpoint } from './endpoint.ts';

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

const path = '/api/v1/projects/:project/flags';
const one = '/api/v1/projects/:project/flags/:flag';
const missing = ['project-not-found', 'flag-not-found'] as const;
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
