import { expect, test } from 'vitest';
import { contextOf, isSplitUnknown } from './who-has-it-check.ts';

test.each([
  { attribute: 'plan', text: ' pro ', types: ['string'], context: { plan: 'pro' } },
  { attribute: 'age', text: '41', types: ['number'], context: { age: 41 } },
  { attribute: 'age', text: 'old', types: ['number'], context: { age: 'old' } },
  { attribute: 'beta', text: 'false', types: ['boolean'], context: { beta: false } },
  { attribute: 'zip', text: '0041', types: ['number', 'string'], context: { zip: '0041' } },
  { attribute: 'teams', text: 'web, api', types: ['array'], context: { teams: ['web', 'api'] } },
  { attribute: 'targetingKey', text: 'u7', types: [], context: { targetingKey: 'u7' } },
  { attribute: ' ', text: 'u7', types: [], context: null },
  { attribute: 'plan', text: ' ', types: [], context: null },
])('given $attribute = "$text" seen as $types', ({ attribute, text, types, context }) =>
  expect(contextOf(attribute, text, types)).toEqual(context),
);

const matched = {
  kind: 'rule',
  outcome: 'passed' as const,
  because: '',
  conditions: [{ text: 'plan is pro', holds: true }],
};
const unmatched = { ...matched, conditions: [{ text: 'plan is pro', holds: false }] };
const decided = { ...matched, outcome: 'decided' as const };
const waiting = { kind: 'rule', outcome: 'passed' as const, because: 'It applies from tomorrow on.' };

test.each([
  { given: 'a rule that decided', rungs: [decided], errorCode: undefined, expected: false },
  { given: 'a rule that did not match', rungs: [unmatched], errorCode: undefined, expected: false },
  { given: 'a rule whose time has not come', rungs: [waiting], errorCode: undefined, expected: false },
  {
    given: 'a rule that matched and could not split',
    rungs: [matched],
    errorCode: undefined,
    expected: true,
  },
  { given: 'no key at the end', rungs: [unmatched], errorCode: 'TARGETING_KEY_MISSING', expected: true },
])('given $given, only some of them have it: $expected', ({ rungs, errorCode, expected }) => {
  const decision = { reason: 'SPLIT', ...(errorCode ? { errorCode } : {}) };

  expect(isSplitUnknown({ decision, rungs })).toBe(expected);
});
