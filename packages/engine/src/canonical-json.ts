/**
 * RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code unit, ECMAScript numbers, no white space.
 * A property that is undefined counts as absent. Throws a `TypeError` for what JSON cannot carry: NaN, infinities,
 * unpaired surrogates, functions, symbols, BigInts, undefined in a list; a cycle throws a `RangeError`.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value);
  throw new TypeError(`JSON cannot carry a value of type ${typeof value}.`);
}

function canonicalObject(value: object): string {
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, inner]) => `${canonicalString(key)}:${canonicalJson(inner)}`).join(',')}}`;
}

function canonicalNumber(value: number): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  throw new TypeError(`JSON cannot carry the number ${value}.`);
}

function canonicalString(text: string): string {
  if (text.isWellFormed()) return JSON.stringify(text);
  throw new TypeError('Canonical JSON cannot carry an unpaired surrogate.');
}
