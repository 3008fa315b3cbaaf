import type { Explanation } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import {
  answerWords,
  instantIn,
  isSameAnswer,
  isSameWay,
  type Rung,
  signOf,
  verdictOf,
  withLocalTimes,
} from './rung-words.ts';

const rung = (kind: string, outcome: Rung['outcome'], more: Partial<Rung> = {}): Rung => ({
  kind,
  outcome,
  because: `Because of ${kind}.`,
  ...more,
});

describe('the sign of a rung', () => {
  test.each([
    { kind: 'killed', outcome: 'passed', sign: 'yes' },
    { kind: 'killed', outcome: 'decided', sign: 'no' },
    { kind: 'prerequisite', outcome: 'decided', sign: 'no' },
    { kind: 'target', outcome: 'passed', sign: 'no' },
    { kind: 'rule', outcome: 'decided', sign: 'yes' },
    { kind: 'rule', outcome: 'not-reached', sign: 'not-reached' },
    { kind: 'fallthrough', outcome: 'decided', sign: 'yes' },
    { kind: 'of a later version', outcome: 'passed', sign: 'no' },
  ] as const)('$kind that $outcome is $sign', ({ kind, outcome, sign }) =>
    expect(signOf(rung(kind, outcome))).toBe(sign),
  );
});

describe('why one gets the answer', () => {
  const explanation = (decided: Rung, decision: Partial<Explanation['decision']> = {}) => ({
    rungs: [rung('found', 'passed'), decided],
    decision: { reason: 'STATIC', ...decision },
  });

  test.each([
    { decided: rung('killed', 'decided'), words: 'because the flag is killed' },
    {
      decided: rung('rule', 'decided', { bucket: 5 }),
      words: 'because a rule matches and the split falls so',
    },
    { decided: rung('fallthrough', 'decided'), words: 'because it is what everybody else gets' },
    { decided: rung('of a later version', 'decided'), words: 'Because of of a later version.' },
  ])('given $decided.kind decided, says "$words"', ({ decided, words }) =>
    expect(answerWords(explanation(decided))).toBe(words),
  );

  test('a context without what the split goes by is told so', () => {
    const decided = rung('fallthrough', 'decided');

    expect(answerWords(explanation(decided, { errorCode: 'TARGETING_KEY_MISSING' }))).toContain('lacks');
  });
});

describe('two explanations', () => {
  const explained = (kind: string, variant: string, ruleId?: string): Explanation => ({
    flag: 'f',
    environment: 'production',
    version: 1,
    at: '2026-11-23T10:00:00.000Z',
    decision: { variant, value: variant, reason: 'X', ...(ruleId === undefined ? {} : { ruleId }) },
    rungs: [rung(kind, 'decided')],
  });

  test('give the same answer when variant and value are the same', () => {
    expect(
      isSameAnswer({ variant: 'a', value: 1, reason: 'X' }, { variant: 'a', value: 1, reason: 'Y' }),
    ).toBe(true);
    expect(
      isSameAnswer({ variant: 'a', value: 1, reason: 'X' }, { variant: 'a', value: 2, reason: 'X' }),
    ).toBe(false);
  });

  test('come about in the same way when the same step decided', () => {
    expect(isSameWay(explained('rule', 'on', 'r1'), explained('rule', 'on', 'r1'))).toBe(true);
    expect(isSameWay(explained('rule', 'on', 'r1'), explained('rule', 'on', 'r2'))).toBe(false);
    expect(isSameWay(explained('target', 'on'), explained('fallthrough', 'on'))).toBe(false);
  });
});

test('instants in a sentence are told in the reader’s way', () => {
  expect(withLocalTimes('It is off since 2026-11-28T21:01:56.230Z.', (at) => String(at))).toBe(
    `It is off since ${Date.parse('2026-11-28T21:01:56.230Z')}.`,
  );
});

describe('what became of a rule', () => {
  const failing = [{ text: 'plan one-of "pro"', holds: false }];

  test.each([
    { given: rung('rule', 'decided'), verdict: 'It matches.' },
    { given: rung('rule', 'passed', { conditions: failing }), verdict: 'It does not match.' },
    {
      given: rung('rule', 'passed', { because: 'It applies from tomorrow on.' }),
      verdict: 'It applies from tomorrow on.',
    },
  ])('is told as "$verdict"', ({ given, verdict }) => expect(verdictOf(given)).toBe(verdict));
});

test.each([
  { text: 'Kept since 2026-11-23T21:01:55.214Z, not before.', at: Date.parse('2026-11-23T21:01:55.214Z') },
  { text: 'Kept since yesterday.', at: null },
])('the instant named in "$text" is found', ({ text, at }) => expect(instantIn(text)).toBe(at));
