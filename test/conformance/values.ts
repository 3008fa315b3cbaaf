import type { JsonValue } from '@slipway/engine';

const parsers: Record<string, (text: string) => JsonValue> = {
  boolean: (text) => text === 'true',
  string: (text) => text,
  integer: Number,
  float: Number,
  object: (text) => JSON.parse(text.replaceAll('\\"', '"')),
};

/** A scenario's literal; its types are Boolean, String, Integer, Float and Object in any case. */
export function parseValue(type: string, text: string): JsonValue {
  const parse = parsers[type.toLowerCase()];
  if (parse === undefined) throw new Error(`Scenarios have no values of type "${type}".`);
  return parse(text);
}
