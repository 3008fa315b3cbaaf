import type { Explanation } from '@slipway/api';

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

/** Whether a split comes first that goes by something which the context does not have: then only some have it. */
export function isSplitUnknown({ decision, rungs }: Pick<Explanation, 'decision' | 'rungs'>): boolean {
  const isMatchedRule = ({ kind, outcome, conditions }: Explanation['rungs'][number]): boolean =>
    kind === 'rule' && outcome === 'passed' && conditions?.every(({ holds }) => holds) === true;
  return decision.errorCode === 'TARGETING_KEY_MISSING' || rungs.some(isMatchedRule);
}
