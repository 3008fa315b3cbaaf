import type { FlagConfig } from '@slipway/engine';
import { expect, test } from 'vitest';
import { isEnabled, variantUses, withEnabled } from './decide.ts';

const now = 1_000;

function config(part: Partial<FlagConfig> = {}): FlagConfig {
  return {
    enabled: false,
    schedule: [],
    offVariant: 'off',
    safeVariant: null,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: 'on' },
    ...part,
  };
}

const past = { at: 900, enabled: true };
const present = { at: now, enabled: true };
const future = { at: 1_100, enabled: true };

test.each([
  { given: 'no schedule', schedule: [], ask: undefined, expected: [] },
  { given: 'an entry that has fired', schedule: [past], ask: undefined, expected: [] },
  { given: 'an entry that fires just now', schedule: [present], ask: undefined, expected: [] },
  { given: 'fired ones to be kept', schedule: [past], ask: 'keep', expected: [] },
  { given: 'one to come, to be kept', schedule: [past, future], ask: 'keep', expected: [future] },
  { given: 'one to come, to be discarded', schedule: [past, future], ask: 'discard', expected: [] },
] as const)('given $given, a switch leaves the right schedule', ({ schedule, ask, expected }) => {
  const switched = withEnabled(config({ schedule: [...schedule] }), false, ask, now);

  expect(switched).toMatchObject({ enabled: false, schedule: expected });
});

test('with entries to come and no word about them, a switch has to ask', () => {
  expect(withEnabled(config({ schedule: [future] }), true, undefined, now)).toBe('schedule-pending');
});

test.each([
  { given: 'no schedule', enabled: true, schedule: [], expected: true },
  { given: 'an entry to come', enabled: false, schedule: [future], expected: false },
  { given: 'an entry at this instant', enabled: false, schedule: [present], expected: true },
  {
    given: 'entries out of order',
    enabled: false,
    schedule: [{ at: 950, enabled: false }, past],
    expected: false,
  },
  {
    given: 'two of the same instant',
    enabled: false,
    schedule: [past, { at: 900, enabled: false }],
    expected: false,
  },
])('given $given, it is enabled: $expected', ({ enabled, schedule, expected }) => {
  expect(isEnabled(config({ enabled, schedule }), now)).toBe(expected);
});

test('every place where a variant is named is found', () => {
  const split = {
    split: {
      by: 'targetingKey',
      salt: 's',
      algorithm: 1 as const,
      weights: [['c', 100_000] as [string, number]],
    },
  };

  const uses = variantUses(
    config({
      offVariant: 'a',
      safeVariant: 'b',
      targets: [{ variant: 'd', keys: [] }],
      rules: [
        { id: 'r1', conditions: [], serve: { variant: 'e' } },
        { id: 'r2', conditions: [], serve: split },
      ],
      fallthrough: split,
    }),
  );

  expect(uses).toEqual([
    { variant: 'a', path: 'offVariant' },
    { variant: 'b', path: 'safeVariant' },
    { variant: 'd', path: 'targets[0].variant' },
    { variant: 'e', path: 'rules[0].serve.variant' },
    { variant: 'c', path: 'rules[1].serve.split.weights[0]' },
    { variant: 'c', path: 'fallthrough.split.weights[0]' },
  ]);
});
