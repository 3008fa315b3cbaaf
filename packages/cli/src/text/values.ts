import type { Flag } from '@slipway/api';
import { UsageError } from '../failure.ts';

/** Variants from `name=value` texts, read by the flag's type. */
export function variantsOf(
  pairs: readonly (readonly [string, string])[],
  type: Flag['type'],
): Flag['variants'] {
  return Object.fromEntries(pairs.map(([name, text]) => [name, variantValue(name, text, type)]));
}

/** Metadata from `name=value` texts: true, false and numbers by their looks, everything else as text. */
export function metadataOf(
  pairs: readonly (readonly [string, string])[],
): Record<string, string | number | boolean> {
  return Object.fromEntries(pairs.map(([name, text]) => [name, scalarOf(text)]));
}

/** `true`, `12.5` and `"12.5"` as JSON reads them; anything else is text. */
export function scalarOf(text: string): string | number | boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    // Not JSON: text.
  }
  return text;
}

type Value = Flag['variants'][string];

function variantValue(name: string, text: string, type: Flag['type']): Value {
  if (type === 'string') return text;
  const value = parse(text);
  if (value !== undefined && value !== null && typeof value === type) return value;
  throw new UsageError(
    `Variant "${name}" is ${text}, but the flag's type is ${type}.`,
    type === 'boolean'
      ? 'Give true or false; for other values choose --type string, number or object.'
      : `Give ${type === 'number' ? 'a number' : 'JSON, such as \'{"size":10}\''}.`,
  );
}

function parse(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
