import { operatorNames } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import {
  type AttributeCondition,
  operatorLabel,
  operatorOptions,
  operatorShapes,
  operatorsFor,
  readScalar,
  scalarKindOf,
  toggled,
  withAttribute,
  withOperator,
} from './condition-draft.ts';

const plan: AttributeCondition = { attribute: 'plan', operator: 'one-of', values: ['pro', 'team'] };

test('every operator of the contract can be chosen and has words for both senses', () => {
  expect(Object.keys(operatorShapes).sort()).toEqual([...operatorNames].sort());
  const labels = operatorNames.flatMap((name) => [operatorLabel(name, false), operatorLabel(name, true)]);
  expect(new Set(labels).size).toBe(labels.length);
});

describe('operators offered', () => {
  test.each([
    { types: [], has: 'between', hasNot: undefined },
    { types: ['string'], has: 'semver-less', hasNot: 'between' },
    { types: ['number'], has: 'between', hasNot: 'contains' },
    { types: ['boolean'], has: 'equals', hasNot: 'one-of' },
    { types: ['array'], has: 'exists', hasNot: 'equals' },
    { types: ['string', 'number'], has: 'between', hasNot: undefined },
  ])('given values of type $types there is $has and not $hasNot', ({ types, has, hasNot }) => {
    const names: string[] = operatorsFor(types);

    expect(names).toContain(has);
    expect(names).not.toContain(hasNot);
  });

  test('the one in use stays on offer', () => {
    expect(operatorsFor(['boolean'], 'matches')).toContain('matches');
  });

  test('come in groups', () => {
    expect(operatorOptions(operatorsFor(['number']), false).map(({ group }) => group)).toEqual([
      'Any value',
      'Number',
      'Time',
    ]);
  });
});

describe('another operator', () => {
  test.each<{
    given: AttributeCondition;
    operator: AttributeCondition['operator'];
    expected: AttributeCondition;
  }>([
    { given: plan, operator: 'equals', expected: { ...plan, operator: 'equals', values: ['pro'] } },
    { given: plan, operator: 'exists', expected: { attribute: 'plan', operator: 'exists' } },
    { given: plan, operator: 'less', expected: { attribute: 'plan', operator: 'less', values: [] } },
    { given: plan, operator: 'before', expected: { attribute: 'plan', operator: 'before', values: [] } },
    {
      given: { attribute: 'age', operator: 'equals', values: ['18'] },
      operator: 'between',
      expected: { attribute: 'age', operator: 'between', values: [18] },
    },
    {
      given: { ...plan, ignoreCase: true, negate: true },
      operator: 'in-cidr',
      expected: { ...plan, operator: 'in-cidr', negate: true },
    },
  ])('$operator keeps what fits', ({ given, operator, expected }) => {
    expect(withOperator(given, operator)).toEqual(expected);
  });
});

test('another attribute changes an operator that its type does not have', () => {
  expect(withAttribute(plan, 'beta', ['boolean'])).toEqual({
    attribute: 'beta',
    operator: 'equals',
    values: [],
  });
  expect(withAttribute(plan, 'country', ['string'])).toEqual({ ...plan, attribute: 'country' });
});

test.each([
  { values: [5], types: ['string'], expected: 'number' },
  { values: ['5'], types: ['number'], expected: 'text' },
  { values: [], types: ['number'], expected: 'number' },
  { values: [], types: ['boolean'], expected: 'boolean' },
  { values: [], types: ['string', 'number'], expected: 'text' },
])('values $values of an attribute of $types are read as $expected', ({ values, types, expected }) => {
  expect(scalarKindOf(values, types)).toBe(expected);
});

test('a number stays a number and a text that looks like one stays a text', () => {
  expect([readScalar('5', 'number'), readScalar('5', 'text'), readScalar('five', 'number')]).toEqual([
    5,
    '5',
    null,
  ]);
});

test('what is false is left out', () => {
  expect(toggled({ ...plan, negate: true }, 'negate', false)).toEqual(plan);
  expect(toggled(plan, 'ignoreCase', true)).toEqual({ ...plan, ignoreCase: true });
});
