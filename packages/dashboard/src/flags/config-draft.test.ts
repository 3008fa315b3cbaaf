import type { FlagConfig } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import {
  asSplit,
  asVariant,
  newRuleId,
  type Rule,
  repeatedKeys,
  withBound,
  withCopy,
  withKeys,
  withMoved,
  withNewRule,
  withoutRule,
} from './config-draft.ts';

const rule = (id: string): Rule => ({ id, conditions: [], serve: { variant: 'on' } });

const config: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [rule('r1'), rule('r7'), rule('mine')],
  fallthrough: { variant: 'off' },
};
const ids = ({ rules }: FlagConfig): string[] => rules.map(({ id }) => id);

test('a new rule has an id of its own and reaches nobody yet', () => {
  const { rules } = withNewRule(config);

  expect(rules.at(-1)).toMatchObject({ id: 'r8', serve: { variant: 'off' } });
  expect(newRuleId([])).toBe('r1');
});

describe('rules', () => {
  test.each([
    { what: 'a copy comes right behind', next: withCopy(config, 0), expected: ['r1', 'r8', 'r7', 'mine'] },
    { what: 'one is taken out', next: withoutRule(config, 1), expected: ['r1', 'mine'] },
    { what: 'one moves up', next: withMoved(config, 2, 0), expected: ['mine', 'r1', 'r7'] },
    { what: 'one moves down', next: withMoved(config, 0, 1), expected: ['r7', 'r1', 'mine'] },
    { what: 'nothing moves beyond the ends', next: withMoved(config, 0, -1), expected: ['r1', 'r7', 'mine'] },
  ])('$what', ({ next, expected }) => expect(ids(next)).toEqual(expected));
});

test('to become a split changes nobody, and back again most decide', () => {
  const ground = { variants: ['off', 'on', 'beta'], offVariant: 'off', salt: 's' };

  const { split } = asSplit({ variant: 'on' }, ground);

  expect(split).toEqual({
    by: 'targetingKey',
    salt: 's',
    algorithm: 1,
    weights: [
      ['on', 100_000],
      ['beta', 0],
      ['off', 0],
    ],
  });
  expect(asSplit({ split: { ...split, salt: 'old' } }, ground).split.salt).toBe('old');
  expect(asVariant({ split })).toEqual({ variant: 'on' });
});

test('a bound that is taken away leaves no trace', () => {
  expect(withBound({ ...rule('r1'), from: 5 }, 'from', null)).toEqual(rule('r1'));
  expect(withBound(rule('r1'), 'until', 9)).toEqual({ ...rule('r1'), until: 9 });
});

test('keys are listed by variant', () => {
  const targets = [{ variant: 'on', keys: ['a'] }];

  expect(withKeys(targets, 'off', ['b'])).toEqual([...targets, { variant: 'off', keys: ['b'] }]);
  expect(withKeys(targets, 'on', [])).toEqual([]);
  expect(withKeys(targets, 'off', [])).toEqual(targets);
});

test('a key that two variants list is named', () => {
  expect(
    repeatedKeys([
      { variant: 'on', keys: ['a', 'b'] },
      { variant: 'off', keys: ['b', 'c'] },
    ]),
  ).toEqual(['b']);
});
