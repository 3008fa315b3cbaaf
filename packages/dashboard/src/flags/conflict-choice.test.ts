import type { FlagConfig } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { choiceOf } from './conflict-choice.ts';
import type { Side } from './three-way.ts';

const base: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'off' },
};
const mine: FlagConfig = { ...base, fallthrough: { variant: 'mine' }, offVariant: 'mine' };
const theirs: FlagConfig = { ...base, fallthrough: { variant: 'theirs' }, offVariant: 'theirs' };

describe('where both have changed two pieces', () => {
  test.each<{ picks: [string, Side][]; outcome: string }>([
    { picks: [], outcome: 'undecided' },
    { picks: [['fallthrough', 'mine']], outcome: 'undecided' },
    { picks: [['fallthrough', 'theirs']], outcome: 'undecided' },
    {
      picks: [
        ['fallthrough', 'mine'],
        ['offVariant', 'theirs'],
      ],
      outcome: 'both',
    },
    {
      picks: [
        ['fallthrough', 'theirs'],
        ['offVariant', 'theirs'],
      ],
      outcome: 'theirs',
    },
    {
      picks: [
        ['fallthrough', 'mine'],
        ['offVariant', 'mine'],
      ],
      outcome: 'mine',
    },
  ])('picks $picks make it $outcome', ({ picks, outcome }) => {
    expect(choiceOf(base, mine, theirs, new Map(picks))).toMatchObject({
      outcome,
      clashes: ['offVariant', 'fallthrough'],
    });
  });
});

test('where nothing overlaps, both hold at once', () => {
  const { merged, outcome } = choiceOf(base, { ...base, enabled: false }, theirs, new Map());

  expect(outcome).toBe('both');
  expect(merged).toEqual({ ...theirs, enabled: false });
});
