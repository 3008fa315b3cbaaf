import { type AttributePath, attributePath, readAttribute } from './attribute.ts';
import { type Instruments, operatorTests, type Test } from './operators.ts';
import type { AttributeCondition, Condition, Operator } from './ruleset.ts';
import { listOf } from './unreadable.ts';

/** Whether the context belongs to a segment; `members` holds what is already known while segments nest. */
export type Membership = (context: unknown, members: KnownMembers) => boolean;

export type KnownMembers = ReadonlyMap<string, boolean>;

/** Both kinds of condition in one shape, because evaluation is measurably faster when it sees only one. */
export interface CompiledCondition extends AttributePath {
  /** For a condition on a segment; null for one on an attribute. */
  readonly isMember: Membership | null;
  readonly test: Test;
  readonly negate: boolean;
  readonly holdsWhenMissing: boolean;
  readonly source: Condition;
}

export interface ConditionSources extends Instruments {
  membership: (segment: string) => Membership;
}

export const noMembers: KnownMembers = new Map();

export function compileConditions(conditions: unknown, sources: ConditionSources): CompiledCondition[] {
  return listOf<Condition>(conditions, 'conditions').map((condition) => compileCondition(condition, sources));
}

/** True if all hold; an empty list holds. */
export function allHold(
  conditions: readonly CompiledCondition[],
  context: unknown,
  members: KnownMembers,
): boolean {
  for (let index = 0; index < conditions.length; index++) {
    const condition = conditions[index];
    if (condition !== undefined && !conditionHolds(condition, context, members)) return false;
  }
  return true;
}

export function conditionHolds(
  condition: CompiledCondition,
  context: unknown,
  members: KnownMembers,
): boolean {
  if (condition.isMember !== null) return condition.isMember(context, members) !== condition.negate;
  const value = readAttribute(context, condition);
  return value === undefined ? condition.holdsWhenMissing : condition.test(value) !== condition.negate;
}

/** The condition in words, e.g. `plan one-of "pro", "team"` or `not in segment "internal"`. */
export function describeCondition(condition: Condition): string {
  if ('segment' in condition) return `${condition.negate ? 'not in' : 'in'} segment "${condition.segment}"`;
  const operator = condition.negate ? `not ${condition.operator}` : condition.operator;
  const values = (condition.values ?? []).map((value) => JSON.stringify(value)).join(', ');
  const suffix = condition.ignoreCase ? ' (ignoring case)' : '';
  return `${condition.attribute} ${operator}${values === '' ? '' : ` ${values}`}${suffix}`;
}

function compileCondition(source: Condition, sources: ConditionSources): CompiledCondition {
  const negate = source.negate === true;
  const isOnSegment = 'segment' in source;
  return {
    ...attributePath(isOnSegment ? '' : source.attribute),
    isMember: isOnSegment ? sources.membership(source.segment) : null,
    test: isOnSegment ? () => false : compileTest(source, negate, sources),
    negate,
    holdsWhenMissing: negate && !isOnSegment && source.operator === 'exists',
    source,
  };
}

/** An operator of a newer version cannot be judged: the condition never holds, negated or not. */
function compileTest(
  condition: AttributeCondition,
  negate: boolean,
  { regex, toInstant }: Instruments,
): Test {
  const { operator, values = [], ignoreCase = false } = condition;
  if (!isOperator(operator)) return () => negate;
  return operatorTests[operator]({ values: listOf(values, 'values'), negate, ignoreCase, regex, toInstant });
}

function isOperator(name: string): name is Operator {
  return Object.hasOwn(operatorTests, name);
}
