import { z } from 'zod';

/** The part of JSON Schema that zod writes. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** One line of a table of fields. */
export interface Field {
  readonly depth: number;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  // zod answers JSON Schema; the interface above names what of it is read here.
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
}

export function refName(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** The fields of an object, those of its parts right after them. A named schema is not opened: it has its own table. */
export function fieldsOf(schema: JsonSchema, depth = 0): Field[] {
  const entries = Object.entries(schema.properties ?? {});
  return entries.flatMap(([name, property]) => {
    const isRequired = schema.required?.includes(name) ?? false;
    return [{ depth, name, schema: property, isRequired }, ...partsOf(property, depth + 1)];
  });
}

function partsOf(schema: JsonSchema, depth: number): Field[] {
  if (schema.$ref !== undefined) return [];
  if (schema.properties) return fieldsOf(schema, depth);
  const inner = [
    ...(schema.items ? [schema.items] : []),
    ...(schema.anyOf ?? schema.oneOf ?? []),
    ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
  ];
  return inner.flatMap((part) => partsOf(part, depth));
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** Limits worth telling, such as `1–200 characters`. */
export function limitsOf(schema: JsonSchema): string[] {
  const number = range(bound(schema.minimum, -SAFE), bound(schema.maximum, SAFE), '');
  const length = range(schema.minLength, schema.maxLength, ' characters');
  const items = range(schema.minItems, schema.maxItems, ' entries');
  return [number, length, items].filter((text) => text !== '');
}

function bound(value: number | undefined, meaningless: number): number | undefined {
  return value === meaningless ? undefined : value;
}

function range(low: number | undefined, high: number | undefined, unit: string): string {
  const text = (value: number): string => value.toLocaleString('en');
  if (low !== undefined && high !== undefined) return `${text(low)}–${text(high)}${unit}`;
  if (high !== undefined) return `at most ${text(high)}${unit}`;
  return low === undefined ? '' : `at least ${text(low)}${unit}`;
}
