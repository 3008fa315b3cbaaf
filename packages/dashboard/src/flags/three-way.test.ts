import type { FlagConfig } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import type { Rule } from './config-draft.ts';
import { mergeConfigs } from './three-way.ts';

const rule = (id: string, variant = 'on'): Rule => ({ id, conditions: [], serve: { variant } });

const base: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [{ variant: 'on', keys: ['u1'] }],
  rules: [rule('a'), rule('b'), rule('c')],
  fallthrough: { variant: 'off' },
};
const ids = (rules: readonly Rule[]): string => rules.map(({ id }) => id).join('');

describe('edits that do not overlap', () => {
  test('come together', () => {
    const mine = { ...base, rules: [rule('a', 'beta'), rule('b'), rule('c')], enabled: false };
    const theirs = {
      ...base,
      rules: [rule('a'), rule('b', 'off'), rule('c')],
      fallthrough: { variant: 'on' },
    };

    const { config, clashes } = mergeConfigs(base, mine, theirs);

    expect(clashes).toEqual([]);
    expect(config).toMatchObject({ enabled: false, fallthrough: { variant: 'on' } });
    expect(config.rules).toEqual([rule('a', 'beta'), rule('b', 'off'), rule('c')]);
  });

  test.each([
    { what: 'both add a rule', mine: 'abcX', theirs: 'aYbc', expected: 'aYbcX' },
    { what: 'I add what stands first', mine: 'Xabc', theirs: 'abc', expected: 'Xabc' },
    { what: 'I remove one, they add one', mine: 'ac', theirs: 'abcY', expected: 'acY' },
    { what: 'I reorder, they add one', mine: 'cab', theirs: 'abYc', expected: 'cabY' },
    { what: 'they reorder, I add one', mine: 'aXbc', theirs: 'cba', expected: 'cbaX' },
    { what: 'both remove the same', mine: 'ab', theirs: 'ab', expected: 'ab' },
  ])('$what: $expected', ({ mine, theirs, expected }) => {
    const of = (keys: string): FlagConfig => ({ ...base, rules: [...keys].map((id) => rule(id)) });

    const { config, clashes } = mergeConfigs(base, of(mine), of(theirs));

    expect(clashes).toEqual([]);
    expect(ids(config.rules)).toBe(expected);
  });

  test.each([
    { what: 'both list keys', mine: ['u1', 'u2'], theirs: ['u1', 'u3'], expected: ['u1', 'u3', 'u2'] },
    { what: 'one lists, one takes away', mine: [], theirs: ['u1', 'u3'], expected: ['u3'] },
    { what: 'they take away what I keep', mine: ['u1', 'u2'], theirs: [], expected: ['u2'] },
  ])('$what: $expected', ({ mine, theirs, expected }) => {
    const of = (keys: string[]): FlagConfig => ({
      ...base,
      targets: keys.length > 0 ? [{ variant: 'on', keys }] : [],
    });

    expect(mergeConfigs(base, of(mine), of(theirs))).toEqual({ config: of(expected), clashes: [] });
  });

  test('the same edit on both sides is no clash', () => {
    const edited = { ...base, enabled: false };

    expect(mergeConfigs(base, edited, edited)).toEqual({ config: edited, clashes: [] });
  });
});

describe('edits that overlap', () => {
  const mine = { ...base, rules: [rule('a', 'mine'), rule('b'), rule('c')] };

  test.each([
    {
      what: 'a rule',
      theirs: { ...base, rules: [rule('a', 'theirs'), rule('b'), rule('c')] },
      clash: 'rule:a',
    },
    { what: 'a rule that they removed', theirs: { ...base, rules: [rule('b'), rule('c')] }, clash: 'rule:a' },
  ])('$what keeps theirs and is told', ({ theirs, clash }) => {
    const { config, clashes } = mergeConfigs(base, mine, theirs);

    expect(clashes).toEqual([clash]);
    expect(config).toEqual(theirs);
  });

  test('mine is kept where one asks for it', () => {
    const theirs = { ...base, rules: [rule('a', 'theirs'), rule('b'), rule('c')] };

    expect(mergeConfigs(base, mine, theirs, new Map([['rule:a', 'mine']])).config.rules[0]).toEqual(
      rule('a', 'mine'),
    );
  });

  test('two orders cannot both hold', () => {
    const of = (keys: string): FlagConfig => ({ ...base, rules: [...keys].map((id) => rule(id)) });

    expect(mergeConfigs(base, of('bac'), of('acb'))).toMatchObject({
      clashes: ['rule-order'],
      config: of('acb'),
    });
    expect(
      ids(mergeConfigs(base, of('bac'), of('acb'), new Map([['rule-order', 'mine']])).config.rules),
    ).toBe('bac');
  });
});
