import type { Operator } from './shapes.ts';

/** How values are read: `scalar` by their looks, `text` always as strings. */
export type ValueKind = 'scalar' | 'text' | 'number' | 'instant' | 'none';

export const operatorValues: Readonly<Record<Operator, ValueKind>> = {
  equals: 'scalar',
  'one-of': 'scalar',
  contains: 'text',
  'starts-with': 'text',
  'ends-with': 'text',
  matches: 'text',
  less: 'number',
  'less-or-equal': 'number',
  greater: 'number',
  'greater-or-equal': 'number',
  between: 'number',
  'semver-equal': 'text',
  'semver-less': 'text',
  'semver-less-or-equal': 'text',
  'semver-greater': 'text',
  'semver-greater-or-equal': 'text',
  'semver-compatible': 'text',
  'semver-approximate': 'text',
  before: 'instant',
  after: 'instant',
  exists: 'none',
  'in-cidr': 'text',
};

const signs: Readonly<Record<string, { operator: Operator; negate: boolean }>> = {
  '=': { operator: 'equals', negate: false },
  '==': { operator: 'equals', negate: false },
  '!=': { operator: 'equals', negate: true },
  '<': { operator: 'less', negate: false },
  '<=': { operator: 'less-or-equal', negate: false },
  '>': { operator: 'greater', negate: false },
  '>=': { operator: 'greater-or-equal', negate: false },
};

/** Reads an operator's name or its sign (`=`, `!=`, `<`, …); null for anything else. */
export function operatorNamed(text: string): { operator: Operator; negate: boolean } | null {
  if (isOperator(text)) return { operator: text, negate: false };
  return Object.hasOwn(signs, text) ? (signs[text] ?? null) : null;
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(operatorValues, text);
}
