import { z } from 'zod';
import { Instant, Key, PageQuery, pageOf, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { SegmentContent } from './ruleset.ts';

export const Segment = z
  .object({
    key: Key,
    name: z.string(),
    description: z.string(),
    content: SegmentContent,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Segment' });
export type Segment = z.infer<typeof Segment>;

export const SegmentDraft = z.strictObject({
  key: Key,
  name: z.string().min(1).max(200).optional().describe('Default: the key.'),
  description: z.string().max(5000).default(''),
  content: SegmentContent.default({ include: [], exclude: [], rules: [] }),
  reason: Reason.optional(),
});

export const SegmentEdit = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(5000),
  content: SegmentContent,
  reason: Reason.optional(),
});

/** A segment's content in one environment and where it comes from. */
export const SegmentState = z
  .object({
    segment: Key,
    environment: Slug,
    version: z.int(),
    source: z.enum(['override', 'base', 'default']),
    inheritedFrom: Slug.nullable(),
    content: SegmentContent,
  })
  .meta({ id: 'SegmentState' });
export type SegmentState = z.infer<typeof SegmentState>;

export const SegmentOverrideWrite = z.strictObject({ content: SegmentContent, reason: Reason.optional() });

const path = '/api/v1/projects/:project/segments';
const one = '/api/v1/projects/:project/segments/:segment';
const state = '/api/v1/projects/:project/segments/:segment/environments/:environment';
const missing = ['project-not-found', 'segment-not-found'] as const;
const missingState = [...missing, 'environment-not-found'] as const;
const guarded = ['precondition-required', 'precondition-failed'] as const;
const wrongContent = ['unknown-reference', 'segment-cycle'] as const;

export const listSegments = endpoint({
  id: 'listSegments',
  method: 'get',
  path,
  tag: 'segments',
  summary: 'List segments',
  permission: 'project:read',
  query: PageQuery,
  reply: pageOf(Segment),
  status: 200,
  fails: ['project-not-found'],
});

export const createSegment = endpoint({
  id: 'createSegment',
  method: 'post',
  path,
  tag: 'segments',
  summary: 'Create a segment',
  permission: 'segment:write',
  body: SegmentDraft,
  reply: Segment,
  status: 201,
  proposable: true,
  fails: ['project-not-found', 'segment-key-taken', ...wrongContent],
});

export const getSegment = endpoint({
  id: 'getSegment',
  method: 'get',
  path: one,
  tag: 'segments',
  summary: 'Read a segment',
  permission: 'project:read',
  reply: Segment,
  status: 200,
  fails: missing,
});

export const updateSegment = endpoint({
  id: 'updateSegment',
  method: 'put',
  path: one,
  tag: 'segments',
  summary: 'Change a segment in every environment that does not override it',
  permission: 'segment:write',
  body: SegmentEdit,
  reply: Segment,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missing, ...guarded, ...wrongContent],
});

export const deleteSegment = endpoint({
  id: 'deleteSegment',
  method: 'delete',
  path: one,
  tag: 'segments',
  summary: 'Delete a segment that nothing uses',
  permission: 'segment:write',
  query: ReasonQuery,
  status: 204,
  proposable: true,
  ifMatch: true,
  fails: [...missing, ...guarded, 'segment-in-use', 'segment-reserved'],
});

export const getSegmentState = endpoint({
  id: 'getSegmentState',
  method: 'get',
  path: state,
  tag: 'segments',
  summary: 'A segment’s content in one environment',
  permission: 'project:read',
  reply: SegmentState,
  status: 200,
  fails: missingState,
});

export const putSegmentOverride = endpoint({
  id: 'putSegmentOverride',
  method: 'put',
  path: state,
  tag: 'segments',
  summary: 'Override a segment in one environment',
  permission: 'segment:write',
  body: SegmentOverrideWrite,
  reply: SegmentState,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missingState, ...guarded, ...wrongContent],
});

export const dropSegmentOverride = endpoint({
  id: 'dropSegmentOverride',
  method: 'delete',
  path: state,
  tag: 'segments',
  summary: 'Drop a segment’s override',
  permission: 'segment:write',
  query: ReasonQuery,
  reply: SegmentState,
  status: 200,
  proposable: true,
  ifMatch: true,
  fails: [...missingState, ...guarded, ...wrongContent, 'override-not-found'],
});
