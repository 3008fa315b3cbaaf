import type { FlagConfig } from '@slipway/api';
import type { Operator } from '@slipway/engine';
import { operatorWords } from './condition-words.ts';

export type Condition = FlagConfig['rules'][number]['conditions'][number];
export type AttributeCondition = Exclude<Condition, { segment: string }>;
export type Scalar = string | number | boolean;

/** What evaluations have carried: a name and the types of its values. */
export interface KnownAttribute {
  name: string;
  types: readonly string[];
}

type Input = 'scalar' | 'text' | 'pattern' | 'number' | 'version' | 'instant' | 'network' | 'none';
type Group = 'Any value' | 'Text' | 'Number' | 'Version' | 'Time' | 'Network';

interface Shape {
  input: Input;
  count: 'none' | 'one' | 'two' | 'many';
  group: Group;
}

const shape = (group: Group, input: Input, count: Shape['count']): Shape => ({ group, input, count });
const version = shape('Version', 'version', 'one');
const number = shape('Number', 'number', 'one');
const text = shape('Text', 'text', 'many');
const time = shape('Time', 'instant', 'one');

/** What each operator takes. */
export const operatorShapes: Readonly<Record<Operator, Shape>> = {
  equals: shape('Any value', 'scalar', 'one'),
  'one-of': shape('Any value', 'scalar', 'many'),
  exists: shape('Any value', 'none', 'none'),
  contains: text,
  'starts-with': text,
  'ends-with': text,
  matches: shape('Text', 'pattern', 'many'),
  less: number,
  'less-or-equal': number,
  greater: number,
  'greater-or-equal': number,
  between: shape('Number', 'number', 'two'),
  'semver-equal': version,
  'semver-less': version,
  'semver-less-or-equal': version,
  'semver-greater': version,
  'semver-greater-or-equal': version,
  'semver-compatible': version,
  'semver-approximate': version,
  before: time,
  after: time,
  'in-cidr': shape('Network', 'network', 'many'),
};

const groupsByType: Readonly<Record<string, readonly Group[]>> = {
  string: ['Any value', 'Text', 'Version', 'Time', 'Network'],
  number: ['Any value', 'Number', 'Time'],
  boolean: ['Any value'],
  object: [],
  array: [],
};

/** Operators that can hold for values of these types; all of them where nothing is known. */
export function operatorsFor(types: readonly string[], current?: Operator): Operator[] {
  const all = Object.keys(operatorShapes) as Operator[];
  if (types.length === 0) return all;
  const groups = new Set(types.flatMap((type) => groupsByType[type] ?? []));
  return all.filter(
    (one) =>
      one === current ||
      one === 'exists' ||
      (groups.has(operatorShapes[one].group) && !(isOnlyBoolean(types) && one === 'one-of')),
  );
}

function isOnlyBoolean(types: readonly string[]): boolean {
  return types.every((type) => type === 'boolean');
}

const shortWords: Partial<Record<Operator, readonly [string, string]>> = {
  'one-of': ['is one of', 'is none of'],
};

/** An operator as a list offers it. */
export function operatorLabel(operator: Operator, negate: boolean): string {
  const [is, isNot] = shortWords[operator] ?? operatorWords[operator];
  return (negate ? isNot : is)
    .replace(/\s*_\s*/, ' … ')
    .replace(/ … $/, '')
    .trim();
}

/** Options of a select, by group. */
export function operatorOptions(operators: readonly Operator[], negate: boolean) {
  const groups = [...new Set(operators.map((one) => operatorShapes[one].group))];
  return groups.map((group) => ({
    group,
    items: operators
      .filter((one) => operatorShapes[one].group === group)
      .map((value) => ({ value, label: operatorLabel(value, negate) })),
  }));
}

export function isOperator(name: string): name is Operator {
  return Object.hasOwn(operatorShapes, name);
}

export type ScalarKind = 'text' | 'number' | 'boolean';

/** How typed values are read: as those that are there, else as the attribute’s known type. */
export function scalarKindOf(values: readonly Scalar[], types: readonly string[]): ScalarKind {
  const [first] = values;
  if (typeof first === 'number') return 'number';
  if (typeof first === 'boolean') return 'boolean';
  if (typeof first === 'string') return 'text';
  if (types.length === 1 && types[0] === 'number') return 'number';
  return types.length === 1 && types[0] === 'boolean' ? 'boolean' : 'text';
}

/** Reads one typed value; null where it cannot be one. */
export function readScalar(typed: string, kind: ScalarKind): Scalar | null {
  const trimmed = typed.trim();
  if (kind === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : null;
  if (kind === 'text') return typed;
  const read = Number(trimmed);
  return trimmed !== '' && Number.isFinite(read) ? read : null;
}

/** Values that still make sense under another kind or count; the others are left out. */
export function valuesAs(values: readonly Scalar[], operator: Operator, kind: ScalarKind): Scalar[] {
  const { input, count } = operatorShapes[operator];
  const most = { none: 0, one: 1, two: 2, many: Number.POSITIVE_INFINITY }[count];
  return values
    .map((value) => fitted(value, input, kind))
    .filter((value) => value !== null)
    .slice(0, most);
}

function fitted(value: Scalar, input: Input, kind: ScalarKind): Scalar | null {
  if (input === 'scalar') return readScalar(String(value), kind);
  if (input === 'number') return readScalar(String(value), 'number');
  if (input === 'instant') return typeof value === 'boolean' ? null : value;
  return String(value);
}

export function takesCase(operator: Operator): boolean {
  return ['scalar', 'text', 'pattern'].includes(operatorShapes[operator].input);
}

/** The same condition with another operator; values that cannot be kept go. */
export function withOperator(
  condition: AttributeCondition,
  operator: Operator,
  types: readonly string[] = [],
): AttributeCondition {
  const { attribute, negate, ignoreCase, values = [] } = condition;
  const isInstant = operatorShapes[operator].input === 'instant';
  const wasInstant = operatorShapes[condition.operator].input === 'instant';
  const kept = isInstant === wasInstant ? valuesAs(values, operator, scalarKindOf(values, types)) : [];
  return {
    attribute,
    operator,
    ...(operator === 'exists' ? {} : { values: kept }),
    ...(negate ? { negate } : {}),
    ...(ignoreCase && takesCase(operator) ? { ignoreCase } : {}),
  };
}

/** Sets or clears a flag; what is false is left out, as the contract’s default. */
export function toggled<T extends Condition>(condition: T, name: 'negate' | 'ignoreCase', isOn: boolean): T {
  const { [name]: _, ...rest } = condition as T & { ignoreCase?: boolean };
  return (isOn ? { ...rest, [name]: true } : rest) as T;
}

export function newCondition(known: readonly KnownAttribute[]): AttributeCondition {
  const only = known.length === 1 ? known[0] : undefined;
  return { attribute: only?.name ?? '', operator: 'one-of', values: [] };
}

/** The same condition about another attribute, with an operator that its type allows. */
export function withAttribute(
  condition: AttributeCondition,
  attribute: string,
  types: readonly string[],
): AttributeCondition {
  const next = { ...condition, attribute };
  if (operatorsFor(types).includes(condition.operator)) return next;
  return withOperator(
    { ...next, values: [] },
    isOnlyBoolean(types) && types.length > 0 ? 'equals' : 'exists',
    types,
  );
}
