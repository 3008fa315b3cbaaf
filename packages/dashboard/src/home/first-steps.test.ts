import { expect, test } from 'vitest';
import { type FirstFacts, firstCode, isFinished, nextStep, stepsOf } from './first-steps.ts';

const nothing: FirstFacts = { environments: 0, flags: 0, tokens: 0, isEvaluated: false, others: 0 };
const everything: FirstFacts = { environments: 1, flags: 1, tokens: 1, isEvaluated: true, others: 1 };

const doneWith = (facts: FirstFacts): string[] =>
  stepsOf(facts).flatMap(({ id, isDone }) => (isDone ? [id] : []));

test.each([
  { given: 'nothing', facts: {}, done: [] },
  { given: 'an environment', facts: { environments: 1 }, done: ['environment'] },
  { given: 'a flag', facts: { flags: 1 }, done: ['flag'] },
  { given: 'a token', facts: { tokens: 1 }, done: ['token'] },
  {
    given: 'an evaluation by a token that is gone',
    facts: { isEvaluated: true },
    done: ['token', 'evaluation'],
  },
  { given: 'tokens that one may not see', facts: { tokens: null }, done: [] },
  { given: 'somebody else', facts: { others: 1 }, done: ['person'] },
  { given: 'members that one may not see', facts: { others: null }, done: ['person'] },
])('given $given, these steps are ticked: $done', ({ facts, done }) =>
  expect(doneWith({ ...nothing, ...facts })).toEqual(done),
);

test('the list is finished with its last step', () => {
  expect(isFinished(stepsOf(everything))).toBe(true);
  expect(isFinished(stepsOf({ ...everything, others: 0 }))).toBe(false);
});

test('the next step is the first that is open, also where a later one is done', () => {
  expect(nextStep(stepsOf({ ...nothing, environments: 1, others: 1 }))).toBe('flag');
  expect(nextStep(stepsOf(everything))).toBeNull();
});

test('the code to begin with names this server and a flag of this project', () => {
  const code = firstCode('https://slipway.example/flags', 'new-checkout');

  expect(code).toContain("url: 'https://slipway.example/flags'");
  expect(code).toContain("'new-checkout',");
});
