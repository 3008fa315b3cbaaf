/** A flag or segment that does not have the shape of the ruleset's format. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** `value` if it is an array; its elements are trusted only as far as their use checks them. */
export function listOf<Element>(value: readonly Element[] | unknown, name: string): readonly Element[] {
  if (Array.isArray(value)) return value;
  throw new Unreadable(`"${name}" is not a list`);
}

/** `value` if it is an object that is not an array. */
export function recordOf<Value>(
  value: Readonly<Record<string, Value>> | unknown,
  name: string,
): Readonly<Record<string, Value>> {
  if (isRecord<Value>(value)) return value;
  throw new Unreadable(`"${name}" is not an object`);
}

export function booleanOf(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Unreadable(`"${name}" is not true or false`);
}

function isRecord<Value>(value: unknown): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
