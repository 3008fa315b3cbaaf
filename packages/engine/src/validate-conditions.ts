import { parseNetwork } from './cidr.ts';
import { instantOf, operatorTests, type RegexCompiler } from './operators.ts';
import {
  type AttributeCondition,
  type Condition,
  type JsonValue,
  type Operator,
  operators,
} from './ruleset.ts';
import { parseSemver } from './semver.ts';

/** Something a person has to correct. `path` is a JSON path such as `rules[0].conditions[1].values[0]`. */
export interface Issue {
  path: string;
  message: string;
  /** What the text names that does not exist. */
  missing?: 'flag' | 'segment' | 'variant';
}

export interface ConditionSurroundings {
  segmentKeys: ReadonlySet<string>;
  regex: RegexCompiler;
}

export function validateConditions(
  path: string,
  conditions: readonly Condition[],
  surroundings: ConditionSurroundings,
): Issue[] {
  return conditions.flatMap((condition, index) =>
    validateCondition(`${path}[${index}]`, condition, surroundings),
  );
}

function validateCondition(
  path: string,
  condition: Condition,
  { segmentKeys, regex }: ConditionSurroundings,
): Issue[] {
  if (!('segment' in condition)) return validateAttribute(path, condition, regex);
  if (segmentKeys.has(condition.segment)) return [];
  const message = `There is no segment "${condition.segment}". Create it first or name another.`;
  return [{ path: `${path}.segment`, message, missing: 'segment' }];
}

function validateAttribute(path: string, condition: AttributeCondition, regex: RegexCompiler): Issue[] {
  const { operator, values = [], attribute } = condition;
  if (!Object.hasOwn(operatorTests, operator))
    return [
      {
        path: `${path}.operator`,
        message: `"${operator}" is no operator. Use one of ${operators.join(', ')}.`,
      },
    ];
  const { operand, atLeast, atMost } = rules[operator];
  const nameless = attribute === '' ? [{ path: `${path}.attribute`, message: 'Name an attribute.' }] : [];
  if (values.length < atLeast || values.length > atMost)
    return [
      ...nameless,
      { path: `${path}.values`, message: `"${operator}" takes ${countOf(atLeast, atMost)}.` },
    ];
  const wrong = values.flatMap((value, index) => {
    const message = operand(value, regex);
    return message === null ? [] : [{ path: `${path}.values[${index}]`, message }];
  });
  return [...nameless, ...wrong, ...rangeIssues(path, operator, values)];
}

function rangeIssues(path: string, operator: Operator, [low, high]: readonly JsonValue[]): Issue[] {
  const isReversed =
    operator === 'between' && typeof low === 'number' && typeof high === 'number' && low > high;
  return isReversed ? [{ path: `${path}.values`, message: 'Give the smaller number first.' }] : [];
}

function countOf(atLeast: number, atMost: number): string {
  if (atMost === 0) return 'no values';
  if (atLeast !== atMost) return 'at least one value';
  return atLeast === 1 ? 'exactly one value' : `exactly ${atLeast} values`;
}

/** What is wrong with an operand, or null. */
type OperandCheck = (value: JsonValue, regex: RegexCompiler) => string | null;

interface OperandRule {
  operand: OperandCheck;
  atLeast: number;
  atMost: number;
}

const oneOrMore = { atLeast: 1, atMost: Number.POSITIVE_INFINITY };
const exactlyOne = { atLeast: 1, atMost: 1 };

const rules: Readonly<Record<Operator, OperandRule>> = {
  equals: { operand: checkScalar, ...exactlyOne },
  'one-of': { operand: checkScalar, ...oneOrMore },
  contains: { operand: checkText, ...oneOrMore },
  'starts-with': { operand: checkText, ...oneOrMore },
  'ends-with': { operand: checkText, ...oneOrMore },
  matches: { operand: checkPattern, ...oneOrMore },
  less: { operand: checkNumber, ...exactlyOne },
  'less-or-equal': { operand: checkNumber, ...exactlyOne },
  greater: { operand: checkNumber, ...exactlyOne },
  'greater-or-equal': { operand: checkNumber, ...exactlyOne },
  between: { operand: checkNumber, atLeast: 2, atMost: 2 },
  'semver-equal': { operand: checkSemver, ...exactlyOne },
  'semver-less': { operand: checkSemver, ...exactlyOne },
  'semver-less-or-equal': { operand: checkSemver, ...exactlyOne },
  'semver-greater': { operand: checkSemver, ...exactlyOne },
  'semver-greater-or-equal': { operand: checkSemver, ...exactlyOne },
  'semver-compatible': { operand: checkSemver, ...exactlyOne },
  'semver-approximate': { operand: checkSemver, ...exactlyOne },
  before: { operand: checkInstant, ...exactlyOne },
  after: { operand: checkInstant, ...exactlyOne },
  exists: { operand: () => null, atLeast: 0, atMost: 0 },
  'in-cidr': { operand: checkNetwork, ...oneOrMore },
};

function checkScalar(value: JsonValue): string | null {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar ? null : 'Give a string, a number, true or false.';
}

function checkText(value: JsonValue): string | null {
  return typeof value === 'string' ? null : 'Give a string.';
}

function checkNumber(value: JsonValue): string | null {
  return Number.isFinite(value) ? null : 'Give a number.';
}

function checkPattern(value: JsonValue, regex: RegexCompiler): string | null {
  if (typeof value !== 'string') return 'Give a regular expression as a string.';
  try {
    regex(value, { ignoreCase: false });
    return null;
  } catch (error) {
    const detail = error instanceof Error ? `: ${error.message}` : '';
    return `This is not a regular expression of RE2 syntax${detail}. Lookaround and backreferences are not supported.`;
  }
}

function checkSemver(value: JsonValue): string | null {
  const isSemver = typeof value === 'string' && parseSemver(value) !== null;
  return isSemver ? null : 'Give a semantic version such as "2.1.0" or "2.1.0-beta.1".';
}

function checkInstant(value: JsonValue): string | null {
  const at = instantOf(value);
  const isInstant = at !== null && Number.isFinite(at);
  return isInstant
    ? null
    : 'Give an instant as RFC 3339, such as "2026-12-01T09:00:00Z", or epoch milliseconds.';
}

function checkNetwork(value: JsonValue): string | null {
  const isNetwork = typeof value === 'string' && parseNetwork(value) !== null;
  return isNetwork ? null : 'Give an IPv4 or IPv6 network such as "10.0.0.0/8" or "2001:db8::/32".';
}
