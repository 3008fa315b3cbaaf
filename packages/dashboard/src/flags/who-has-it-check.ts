export type Context = Record<string, unknown>;

export const keyAttribute = 'targetingKey';

/** A context of one attribute, its value of the type that evaluations have carried; null while there is none. */
export function contextOf(attribute: string, text: string, types: readonly string[]): Context | null {
  const name = attribute.trim();
  const value = text.trim();
  if (name === '' || value === '') return null;
  return { [name]: typedValue(value, types) };
}

function typedValue(text: string, types: readonly string[]): unknown {
  if (types.includes('string')) return text;
  if (types.includes('number') && Number.isFinite(Number(text))) return Number(text);
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.includes('array')) return text.split(',').map((item) => item.trim());
  return text;
}
