import { operatorNames } from '@slipway/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../failure.ts';
import { describeCondition, parseConditions } from './condition-text.ts';
import { operatorValues } from './operators.ts';
import type { AttributeCondition, Condition } from './shapes.ts';

const plan = { attribute: 'plan', operator: 'one-of', values: ['pro', 'team'] } as const;

describe('reading conditions', () => {
  test.each<{ text: string; expected: Condition[] }>([
    { text: 'plan one-of pro,team', expected: [{ ...plan, values: ['pro', 'team'] }] },
    { text: '  plan   one-of "pro" , "team" ', expected: [{ ...plan, values: ['pro', 'team'] }] },
    {
      text: 'email ends-with "@x.example"',
      expected: [{ attribute: 'email', operator: 'ends-with', values: ['@x.example'] }],
    },
    {
      text: 'email not ends-with @x',
      expected: [{ attribute: 'email', operator: 'ends-with', values: ['@x'], negate: true }],
    },
    {
      text: 'not email ends-with @x',
      expected: [{ attribute: 'email', operator: 'ends-with', values: ['@x'], negate: true }],
    },
    {
      text: 'plan != free',
      expected: [{ attribute: 'plan', operator: 'equals', values: ['free'], negate: true }],
    },
    { text: 'not plan != free', expected: [{ attribute: 'plan', operator: 'equals', values: ['free'] }] },
    { text: 'age >= 18', expected: [{ attribute: 'age', operator: 'greater-or-equal', values: [18] }] },
    {
      text: 'age between 18, 30.5',
      expected: [{ attribute: 'age', operator: 'between', values: [18, 30.5] }],
    },
    { text: 'beta = true', expected: [{ attribute: 'beta', operator: 'equals', values: [true] }] },
    { text: 'beta = "true"', expected: [{ attribute: 'beta', operator: 'equals', values: ['true'] }] },
    { text: 'build one-of 1, "1"', expected: [{ attribute: 'build', operator: 'one-of', values: [1, '1'] }] },
    {
      text: 'code starts-with 12',
      expected: [{ attribute: 'code', operator: 'starts-with', values: ['12'] }],
    },
    {
      text: 'app semver-greater 2.1.0',
      expected: [{ attribute: 'app', operator: 'semver-greater', values: ['2.1.0'] }],
    },
    {
      text: 'at before 2026-12-01T00:00:00Z',
      expected: [{ attribute: 'at', operator: 'before', values: ['2026-12-01T00:00:00Z'] }],
    },
    {
      text: 'at after 1795500000000',
      expected: [{ attribute: 'at', operator: 'after', values: [1795500000000] }],
    },
    { text: 'email exists', expected: [{ attribute: 'email', operator: 'exists' }] },
    { text: 'email not exists', expected: [{ attribute: 'email', operator: 'exists', negate: true }] },
    {
      text: "path matches '^/a(b|c)$'",
      expected: [{ attribute: 'path', operator: 'matches', values: ['^/a(b|c)$'] }],
    },
    {
      text: 'plan equals Pro (ignoring case)',
      expected: [{ attribute: 'plan', operator: 'equals', values: ['Pro'], ignoreCase: true }],
    },
    { text: 'in segment internal', expected: [{ segment: 'internal' }] },
    { text: 'not in segment "internal"', expected: [{ segment: 'internal', negate: true }] },
    { text: '"in" equals 1', expected: [{ attribute: 'in', operator: 'equals', values: [1] }] },
    { text: 'in equals 1', expected: [{ attribute: 'in', operator: 'equals', values: [1] }] },
    {
      text: 'address.country equals DE',
      expected: [{ attribute: 'address.country', operator: 'equals', values: ['DE'] }],
    },
    {
      text: 'in segment beta and plan = "and" and email exists',
      expected: [
        { segment: 'beta' },
        { attribute: 'plan', operator: 'equals', values: ['and'] },
        { attribute: 'email', operator: 'exists' },
      ],
    },
  ])('reads $text', ({ text, expected }) => {
    expect(parseConditions(text)).toEqual(expected);
  });

  test.each([
    { text: '', says: 'an attribute is missing' },
    { text: 'plan', says: 'an operator after "plan" is missing' },
    { text: 'plan one-off pro', says: '"one-off" is not an operator; operators are equals, one-of,' },
    { text: 'plan "equals" pro', says: '"equals" is not an operator' },
    { text: 'plan equals', says: 'a value after "equals" is missing' },
    { text: 'plan one-of pro,', says: 'a value after "one-of" is missing' },
    { text: 'plan one-of , pro', says: 'expected a value after "one-of", not ","' },
    { text: 'age greater old', says: '"greater" takes a number, not "old"' },
    { text: 'age between 1', says: '"between" takes two numbers' },
    { text: 'plan equals pro team equals x', says: 'expected "and" or the end, not "team"' },
    { text: 'plan equals pro and', says: 'an attribute is missing' },
    { text: 'plan equals pro (case)', says: 'in parentheses only "(ignoring case)"' },
    { text: 'plan equals "pro', says: 'a quote is not closed' },
    { text: 'in segment', says: "the segment's key is missing" },
  ])('refuses "$text" and says what is wrong', ({ text, says }) => {
    expect(() => parseConditions(text)).toThrow(UsageError);
    expect(() => parseConditions(text)).toThrow(says);
  });

  test('every operator of the contract can be written', () => {
    expect(Object.keys(operatorValues).sort()).toEqual([...operatorNames].sort());
  });
});

describe('law', () => {
  test('whatever is described is read back as it was', () => {
    fc.assert(
      fc.property(condition, (given) => {
        expect(parseConditions(describeCondition(given))).toEqual([given]);
      }),
    );
  });
});

const flags = fc.record(
  { negate: fc.constant(true as const), ignoreCase: fc.constant(true as const) },
  { requiredKeys: [] },
);
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (Object.is(value, -0) ? 0 : value));

const valuesOf = {
  scalar: fc.oneof(text, number, fc.boolean()),
  text,
  number,
  instant: fc.integer({ min: 0 }),
} as const;

const attributeCondition: fc.Arbitrary<Condition> = fc
  .tuple(
    text.filter((name) => name !== ''),
    fc.constantFrom(...operatorNames),
    flags,
  )
  .chain(([attribute, operator, rest]) => {
    const kind = operatorValues[operator];
    const bare: fc.Arbitrary<AttributeCondition> = fc.constant({ attribute, operator, ...rest });
    if (kind === 'none') return bare;
    const length = operator === 'between' ? 2 : 1;
    const values = fc.array<string | number | boolean>(valuesOf[kind], {
      minLength: length,
      maxLength: length,
    });
    return fc.tuple(bare, values).map(([condition, list]) => ({ ...condition, values: list }));
  });

const segmentCondition: fc.Arbitrary<Condition> = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/), fc.boolean())
  .map(([segment, negate]) => (negate ? { segment, negate } : { segment }));

const condition = fc.oneof(attributeCondition, segmentCondition);
