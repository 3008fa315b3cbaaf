import { UsageError } from '../failure.ts';
import { operatorNamed, operatorValues, type ValueKind } from './operators.ts';
import type { AttributeCondition, Condition, Operator, Scalar } from './shapes.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Reads `plan one-of pro, team and not in segment internal`; the words that `explain` prints. */
export function parseConditions(text: string): Condition[] {
  const reader = createReader(text);
  const conditions: Condition[] = [];
  do conditions.push(readCondition(reader));
  while (reader.takeWord('and'));
  if (reader.peek() !== undefined)
    throw reader.fail(`expected "and" or the end, not ${named(reader.peek())}`);
  return conditions;
}

/** The condition as `parseConditions` reads it. */
export function describeCondition(condition: Condition): string {
  if ('segment' in condition) return `${condition.negate ? 'not in' : 'in'} segment "${condition.segment}"`;
  const operator = condition.negate ? `not ${condition.operator}` : condition.operator;
  const values = (condition.values ?? []).map((value) => JSON.stringify(value)).join(', ');
  const suffix = condition.ignoreCase ? ' (ignoring case)' : '';
  return `${attributeText(condition.attribute)} ${operator}${values === '' ? '' : ` ${values}`}${suffix}`;
}

export function describeConditions(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? 'everyone' : conditions.map(describeCondition).join(' and ');
}

function attributeText(attribute: string): string {
  return /^[^\s,"'()]+$/.test(attribute) && !['in', 'not'].includes(attribute)
    ? attribute
    : JSON.stringify(attribute);
}

interface Reader {
  peek(ahead?: number): Token | undefined;
  next(expected: string): Token;
  /** Takes the next token if it is exactly this unquoted word. */
  takeWord(word: string): boolean;
  take(kind: Token['kind']): boolean;
  fail(why: string): UsageError;
}

function createReader(text: string): Reader {
  const tokens = tokensOf(text);
  const fail = (why: string): UsageError =>
    new UsageError(`Cannot read the condition "${text}": ${why}.`, example);
  return {
    peek: (ahead = 0) => tokens[ahead],
    next: (expected) => {
      const token = tokens.shift();
      if (token === undefined) throw fail(`${expected} is missing at the end`);
      return token;
    },
    takeWord: (word) => isWord(tokens[0], word) && tokens.shift() !== undefined,
    take: (kind) => tokens[0]?.kind === kind && tokens.shift() !== undefined,
    fail,
  };
}

const example =
  'Write it like: plan one-of pro, team and not email ends-with "@x.example" — or: in segment internal.';

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text === word;
}

function named(token: Token | undefined): string {
  return token === undefined ? 'the end' : `"${token.text}"`;
}

function readCondition(reader: Reader): Condition {
  const negated =
    isWord(reader.peek(), 'not') && isWord(reader.peek(1), 'in') ? reader.takeWord('not') : false;
  if (isWord(reader.peek(), 'in') && isWord(reader.peek(1), 'segment')) return readSegment(reader, negated);
  return readAttribute(reader);
}

function readSegment(reader: Reader, negate: boolean): Condition {
  reader.takeWord('in');
  reader.takeWord('segment');
  const segment = reader.next("the segment's key").text;
  return negate ? { segment, negate } : { segment };
}

function readAttribute(reader: Reader): AttributeCondition {
  const before = reader.takeWord('not');
  const attribute = readName(reader);
  const after = reader.takeWord('not');
  const { operator, negate } = readOperator(reader, attribute);
  const values = readValues(reader, operator);
  const isNegated = [before, after, negate].filter(Boolean).length % 2 === 1;
  return {
    attribute,
    operator,
    ...(values.length > 0 ? { values } : {}),
    ...(isNegated ? { negate: true } : {}),
    ...(readIgnoreCase(reader) ? { ignoreCase: true } : {}),
  };
}

function readName(reader: Reader): string {
  const token = reader.next('an attribute');
  if (token.kind !== 'word' && token.kind !== 'quoted')
    throw reader.fail(`expected an attribute, not ${named(token)}`);
  return token.text;
}

function readOperator(reader: Reader, attribute: string): { operator: Operator; negate: boolean } {
  const token = reader.next(`an operator after "${attribute}"`);
  const found = token.kind === 'word' ? operatorNamed(token.text) : null;
  if (found !== null) return found;
  const known = Object.keys(operatorValues).join(', ');
  throw reader.fail(`${named(token)} is not an operator; operators are ${known}`);
}

function readValues(reader: Reader, operator: Operator): Scalar[] {
  const kind = operatorValues[operator];
  if (kind === 'none') return [];
  const values: Scalar[] = [];
  do values.push(readValue(reader, operator, kind));
  while (reader.take('comma'));
  if (operator === 'between' && values.length !== 2)
    throw reader.fail('"between" takes two numbers, such as: age between 18, 30');
  return values;
}

function readValue(reader: Reader, operator: Operator, kind: ValueKind): Scalar {
  const token = reader.next(`a value after "${operator}"`);
  if (token.kind !== 'word' && token.kind !== 'quoted')
    throw reader.fail(`expected a value after "${operator}", not ${named(token)}`);
  if (kind === 'number' && !isNumber(token))
    throw reader.fail(`"${operator}" takes a number, not ${named(token)}`);
  return scalarIn(token, kind);
}

function scalarIn(token: Token, kind: ValueKind): Scalar {
  if (kind === 'text' || token.kind === 'quoted') return token.text;
  if (isNumber(token)) return Number(token.text);
  if (kind === 'scalar' && (token.text === 'true' || token.text === 'false')) return token.text === 'true';
  return token.text;
}

function isNumber(token: Token): boolean {
  return token.kind === 'word' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(token.text);
}

function readIgnoreCase(reader: Reader): boolean {
  if (!reader.take('open')) return false;
  const isWhole = reader.takeWord('ignoring') && reader.takeWord('case') && reader.take('close');
  if (!isWhole)
    throw reader.fail('in parentheses only "(ignoring case)" can stand; quote values that contain them');
  return true;
}
