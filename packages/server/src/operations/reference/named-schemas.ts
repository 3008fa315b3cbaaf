import { endpoints } from '@slipway/api';
import { type JsonSchema, jsonSchemaOf } from './schema.ts';

/** Every schema that has a name and is used somewhere, by name. */
export function namedSchemas(): Map<string, JsonSchema> {
  const found = new Map<string, JsonSchema>();
  for (const { body, reply } of endpoints) {
    for (const [name, schema] of [...definitions(body, 'input'), ...definitions(reply, 'output')]) {
      if (!name.startsWith('__')) found.set(name, schema);
    }
  }
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b, 'en')));
}

function definitions(schema: Parameters<typeof jsonSchemaOf>[0] | undefined, io: 'input' | 'output') {
  return schema === undefined ? [] : Object.entries(jsonSchemaOf(schema, io).$defs ?? {});
}
