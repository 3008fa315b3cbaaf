import { z } from 'zod';
import { commonFails, type Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { permissions } from './permissions.ts';
import { type ProblemCode, problems } from './problems.ts';
import { Proposal } from './proposals.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of every endpoint. Deterministic. */
export function openApi(version: string): Json {
  const paths: Record<string, Json> = {};
  const schemas: Json = { Problem: problemSchema };
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method]: hoist(operation(endpoint), schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Slipway', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: sorted(schemas),
    },
  };
}

function operation(endpoint: Endpoint): Json {
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: [
      endpoint.description,
      `Permission \`${endpoint.permission}\`: ${permissions[endpoint.permission]}`,
    ]
      .filter(Boolean)
      .join('\n\n'),
    ...(endpoint.permission === 'public' ? { security: [] } : {}),
    parameters: parameters(endpoint),
    ...(endpoint.body
      ? { requestBody: { required: true, content: json(schemaOf(endpoint.body, 'input')) } }
      : {}),
    responses: responses(endpoint),
  };
}

function parameters(endpoint: Endpoint): Json[] {
  const names = [...endpoint.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
  const path = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const query = endpoint.query ? queryParameters(schemaOf(endpoint.query, 'input')) : [];
  const match = endpoint.ifMatch
    ? [
        {
          name: 'If-Match',
          in: 'header',
          required: true,
          schema: { type: 'string' },
          description: 'ETag of what one read.',
        },
      ]
    : [];
  return [...path, ...query, ...match, ...(endpoint.proposable ? [proposeHeader] : [])];
}

const proposeHeader: Json = {
  name: 'Slipway-Propose',
  in: 'header',
  required: false,
  schema: { type: 'string', enum: ['true'] },
  description: 'Propose the change instead of making it: answers 202 and the proposal.',
};

function queryParameters(schema: Json): Json[] {
  const { properties, required } = schema as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: required?.includes(name) ?? false,
    schema: property,
  }));
}

function responses(endpoint: Endpoint): Json {
  const content = endpoint.produces
    ? { content: { [endpoint.produces]: { schema: { type: 'string' } } } }
    : endpoint.reply
      ? { content: json(schemaOf(endpoint.reply, 'output')) }
      : {};
  const proposed = endpoint.proposable
    ? { 202: { description: 'Proposed', content: json(schemaOf(Proposal, 'output')) } }
    : {};
  return {
    [endpoint.status]: { description: endpoint.summary, ...content },
    ...proposed,
    ...refusals(endpoint),
  };
}

function refusals(endpoint: Endpoint): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set<ProblemCode>([...endpoint.fails, ...commonFails])) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const entries = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    entries.map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problems) },
    detail: { type: 'string', description: 'What happened and what to do next.' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

function sorted(record: Json): Json {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function json(schema: Json): Json {
  return { 'application/json': { schema } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}

/** Moves every `$defs` of a schema into `schemas` and points its references there. */
function hoist(value: unknown, schemas: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => hoist(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, item]) => {
    if (name === '$ref') return [[name, String(item).replace('#/$defs/', '#/components/schemas/')]];
    if (name !== '$defs') return [[name, hoist(item, schemas)]];
    for (const [id, schema] of Object.entries(item as Json)) schemas[id] ??= hoist(schema, schemas);
    return [];
  });
  return Object.fromEntries(entries);
}
