/** One attribute of a context as a person types it. */
export interface ContextRow {
  id: string;
  name: string;
  type: ValueType;
  /** As typed; a list has one value a line, `json` any JSON. */
  text: string;
}

export const valueTypes = {
  string: 'text',
  number: 'number',
  boolean: 'yes/no',
  list: 'list',
  json: 'JSON',
} as const satisfies Record<string, string>;
export type ValueType = keyof typeof valueTypes;

export type Context = Record<string, unknown>;

export const keyAttribute = 'targetingKey';

let made = 0;

export function createRow(name: string, type: ValueType = 'string', text = ''): ContextRow {
  made += 1;
  return { id: `row-${made}`, name, type, text };
}

/** Rows of a context; `targetingKey` first, there even when it is absent. */
export function rowsOf(context: Context): ContextRow[] {
  const { [keyAttribute]: key, ...attributes } = context;
  return [
    rowOf(keyAttribute, key ?? ''),
    ...Object.entries(attributes).map(([name, value]) => rowOf(name, value)),
  ];
}

function rowOf(name: string, value: unknown): ContextRow {
  if (typeof value === 'string') return createRow(name, 'string', value);
  if (typeof value === 'number') return createRow(name, 'number', String(value));
  if (typeof value === 'boolean') return createRow(name, 'boolean', String(value));
  if (isListOfLines(value)) return createRow(name, 'list', value.join('\n'));
  return createRow(name, 'json', JSON.stringify(value) ?? 'null');
}

function isListOfLines(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (item) => typeof item === 'string' && item.trim() === item && item !== '' && !item.includes('\n'),
    )
  );
}

export interface ReadRows {
  context: Context;
  /** Row id → what is wrong with it. Such a row is left out of the context. */
  problems: ReadonlyMap<string, string>;
}

/** The context that rows stand for. Rows without a name and an empty targeting key are left out. */
export function contextOf(rows: readonly ContextRow[]): ReadRows {
  const entries: [string, unknown][] = [];
  const problems = new Map<string, string>();
  const seen = new Set<string>();
  for (const row of rows) {
    const name = row.name.trim();
    if (name === '' || isAbsent(row)) continue;
    const read = readRow(row);
    if (seen.has(name)) problems.set(row.id, `${name} is there twice.`);
    else if ('problem' in read) problems.set(row.id, read.problem);
    else entries.push([name, read.value]);
    seen.add(name);
  }
  return { context: Object.fromEntries(entries), problems };
}

function isAbsent({ name, type, text }: ContextRow): boolean {
  return text === '' && (name === keyAttribute || type !== 'string');
}

type Read = { value: unknown } | { problem: string };

const readers: Record<ValueType, (text: string) => Read> = {
  string: (text) => ({ value: text }),
  number: (text) => {
    const value = Number(text.trim());
    return text.trim() === '' || !Number.isFinite(value) ? { problem: 'This is no number.' } : { value };
  },
  boolean: (text) => ({ value: text === 'true' }),
  list: (text) => ({
    value: text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  }),
  json: (text) => parseJson(text),
};

function readRow({ type, text }: ContextRow): Read {
  return readers[type](text);
}

function parseJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `This is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.` };
  }
}

/** Reads a context written as JSON. */
export function parseContext(text: string): { context: Context } | { problem: string } {
  const read = parseJson(text.trim() === '' ? '{}' : text);
  if ('problem' in read) return read;
  if (!isContext(read.value)) return { problem: 'A context is an object, such as {"targetingKey": "u1"}.' };
  return { context: read.value };
}

export function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type to offer for an attribute by what evaluations have carried. */
export function typeFor(seen: readonly string[]): ValueType {
  const [first] = seen;
  if (first === 'number' || first === 'boolean' || first === 'string') return first;
  if (first === 'array' || first === 'list') return 'list';
  return first === 'object' ? 'json' : 'string';
}
