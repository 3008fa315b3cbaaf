import { z } from 'zod';
import { Instant, Reason, ReasonQuery, Slug } from './common.ts';
import { endpoint } from './endpoint.ts';
import { environmentKinds } from './environments.ts';

export const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'Use 1–100 letters, digits and "_", not starting with a digit.');

/** When a variable is given: to the build, to what runs, or both. */
export const variableUses = ['build', 'run', 'both'] as const;

export const Variable = z
  .object({
    name: z.string(),
    service: Slug.nullable(),
    kind: z.enum(environmentKinds).nullable(),
    environment: Slug.nullable(),
    isSecret: z.boolean(),
    value: z.string().nullable().describe('Null of a secret: it can be replaced, never read.'),
    use: z.enum(variableUses),
    updatedAt: Instant,
  })
  .meta({ id: 'Variable' });
export type Variable = z.infer<typeof Variable>;

export const VariableDraft = z.strictObject({
  value: z.string().max(20_000),
  isSecret: z.boolean().default(false),
  use: z.enum(variableUses).default('run'),
  reason: Reason.optional(),
});

/** Where a variable holds: the narrowest wins, project → service → kind → environment. */
const place = { kind: z.enum(environmentKinds).optional(), environment: Slug.optional() };
const Place = z.strictObject(place);
const PlaceAndReason = z.strictObject({ ...place, ...ReasonQuery.shape });
const reply = z.object({ items: z.array(Variable) });

const ofProject = '/api/v1/projects/:project/variables';
const ofService = '/api/v1/projects/:project/services/:service/variables';

export const listVariables = endpoint({
  id: 'listVariables',
  method: 'get',
  path: ofProject,
  tag: 'services',
  summary: 'List the variables and secrets of a project, also those of its services',
  permission: 'project:read',
  reply,
  status: 200,
  fails: ['project-not-found'],
});

export const putVariable = endpoint({
  id: 'putVariable',
  method: 'put',
  path: `${ofProject}/:variable`,
  tag: 'services',
  summary: 'Set a variable or secret for every service',
  permission: 'service:write',
  query: Place,
  body: VariableDraft,
  reply: Variable,
  status: 200,
  fails: ['project-not-found', 'environment-not-found'],
});

export const deleteVariable = endpoint({
  id: 'deleteVariable',
  method: 'delete',
  path: `${ofProject}/:variable`,
  tag: 'services',
  summary: 'Remove a variable or secret',
  permission: 'service:write',
  query: PlaceAndReason,
  status: 204,
  fails: ['project-not-found', 'environment-not-found', 'variable-not-found'],
});

export const listServiceVariables = endpoint({
  id: 'listServiceVariables',
  method: 'get',
  path: ofService,
  tag: 'services',
  summary: 'List the variables and secrets of one service',
  permission: 'project:read',
  reply,
  status: 200,
  fails: ['project-not-found', 'service-not-found'],
});

export const putServiceVariable = endpoint({
  id: 'putServiceVariable',
  method: 'put',
  path: `${ofService}/:variable`,
  tag: 'services',
  summary: 'Set a variable or secret for one service',
  permission: 'service:write',
  query: Place,
  body: VariableDraft,
  reply: Variable,
  status: 200,
  fails: ['project-not-found', 'service-not-found', 'environment-not-found'],
});

export const deleteServiceVariable = endpoint({
  id: 'deleteServiceVariable',
  method: 'delete',
  path: `${ofService}/:variable`,
  tag: 'services',
  summary: 'Remove a variable or secret of one service',
  permission: 'service:write',
  query: PlaceAndReason,
  status: 204,
  fails: ['project-not-found', 'service-not-found', 'environment-not-found', 'variable-not-found'],
});
