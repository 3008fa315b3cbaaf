import { endpoints } from '@slipway/api';
import type { z } from 'zod';
import { type JsonSchema, jsonSchemaOf } from './schema.ts';

export interface NamedSchema {
  name: string;
  schema: JsonSchema;
  /** `input` when anybody writes it. */
  io: 'input' | 'output';
}

/** Every schema that has a name and is used somewhere, by name. */
export function namedSchemas(): NamedSchema[] {
  const read = endpoints.flatMap(({ reply }) => definitions(reply, 'output'));
  const written = endpoints.flatMap(({ body }) => definitions(body, 'input'));
  const found = new Map([...read, ...written].map((named) => [named.name, named]));
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function definitions(schema: z.ZodType | undefined, io: 'input' | 'output'): NamedSchema[] {
  if (schema === undefined) return [];
  const entries = Object.entries(jsonSchemaOf(schema, io).$defs ?? {});
  return entries
    .filter(([name]) => !name.startsWith('__'))
    .map(([name, definition]) => ({ name, schema: definition, io }));
}
