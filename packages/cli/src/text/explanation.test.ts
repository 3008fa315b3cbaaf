import type { Explanation } from '@slipway/api';
import { expect, test } from 'vitest';
import { createPaint } from '../output.ts';
import { explanationText } from './explanation.ts';

const base: Explanation = {
  flag: 'banner',
  environment: 'production',
  version: 7,
  at: '2026-12-01T00:00:00Z',
  decision: { value: true, variant: 'on', reason: 'TARGETING_MATCH' },
  rungs: [],
};

function lines(
  explanation: Partial<Explanation>,
  context: Record<string, unknown> = { targetingKey: 'u1' },
  isDated = false,
): string[] {
  const shown = { explanation: { ...base, ...explanation }, context, isDated };
  return explanationText(shown, createPaint(false)).split('\n');
}

test('an answer of another time says of which', () => {
  expect(lines({}, { targetingKey: 'u1' }, true)[0]).toBe(
    'banner in production (version 7, as of 2026-12-01 00:00:00 UTC) for u1: on = true, TARGETING_MATCH',
  );
});

test('the ladder marks what goes on or matches, what does not, and what decided', () => {
  const rungs: Explanation['rungs'] = [
    { kind: 'enabled', outcome: 'passed', because: 'The flag is on.' },
    {
      kind: 'rule',
      outcome: 'passed',
      because: 'Rule "r1" does not match.',
      conditions: [{ text: 'a = 1', holds: false, actual: 2 }],
    },
    {
      kind: 'rule',
      outcome: 'decided',
      because: 'Rule "r2" matches.',
      conditions: [{ text: 'b exists', holds: true }],
    },
    { kind: 'rule', outcome: 'not-reached', because: '', ruleId: 'r3' },
  ];

  expect(lines({ rungs })).toEqual([
    'banner in production (version 7) for u1: on = true, TARGETING_MATCH',
    '',
    '✓ The flag is on.',
    '✗ Rule "r1" does not match.',
    '    ✗ a = 1 (is 2)',
    '✓ Rule "r2" matches. ← decided',
    '    ✓ b exists',
    '· rule r3: not reached',
  ]);
});

test.each<{
  given: string;
  rung: Pick<Explanation['rungs'][number], 'kind' | 'because' | 'conditions'>;
  sign: string;
}>([
  { given: 'no targets', rung: { kind: 'target', because: 'No individual targets.' }, sign: '–' },
  {
    given: 'a rule outside its time',
    rung: { kind: 'rule', because: 'Rule "r1" applies from 2027-01-01T00:00:00Z on.' },
    sign: '–',
  },
  {
    given: 'targets without the key',
    rung: { kind: 'target', because: 'The targeting key is not an individual target.' },
    sign: '✗',
  },
  {
    given: 'a rule that matches but cannot split',
    rung: { kind: 'rule', because: 'Rule "r1" matches. It splits by x.', conditions: [] },
    sign: '✗',
  },
  { given: 'a gate', rung: { kind: 'killed', because: 'The flag is not killed.' }, sign: '✓' },
])('given $given, a step that was passed shows $sign', ({ rung, sign }) => {
  const rungs: Explanation['rungs'] = [{ ...rung, outcome: 'passed' }];
  expect(lines({ rungs })).toContain(`${sign} ${rung.because}`);
});

test('a step that stops everyone is no match', () => {
  const rungs: Explanation['rungs'] = [
    { kind: 'killed', outcome: 'decided', because: 'The flag is killed.' },
  ];
  expect(lines({ rungs })).toContain('✗ The flag is killed. ← decided');
});

test.each([
  {
    given: 'no flag',
    decision: { reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
    context: {},
    expected:
      'banner in production (version 7) for a context without targetingKey: no value, the code’s default applies, ERROR (FLAG_NOT_FOUND)',
  },
  {
    given: 'an object',
    decision: { reason: 'STATIC', variant: 'big', value: { size: 10 } },
    context: { targetingKey: 'u1' },
    expected: 'banner in production (version 7) for u1: big = {"size":10}, STATIC',
  },
])('given $given, the first line says what one gets', ({ decision, context, expected }) => {
  expect(lines({ decision }, context)[0]).toBe(expected);
});
