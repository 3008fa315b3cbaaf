import { describe, expect, test } from 'vitest';
import { regex, rulesetOf } from '../../../test/support/spec.ts';
import { apply, compile, diff, type Flag, type RegexCompiler, type Ruleset, type Segment } from './index.ts';

const NOW = 1_795_000_000_000;

describe('compile', () => {
  test.each([
    {
      given: 'a newer format',
      ruleset: { ...rulesetOf({ flags: {} }), format: 2 },
      message: /format 1, not 2.*Update/,
    },
    { given: 'no format', ruleset: {}, message: /format 1, not undefined/ },
    { given: 'null', ruleset: null, message: /format 1, not undefined/ },
    { given: 'no flags', ruleset: { format: 1, segments: {} }, message: /Fetch it again/ },
    {
      given: 'a list of segments',
      ruleset: { format: 1, flags: {}, segments: [] },
      message: /Fetch it again/,
    },
  ])('refuses $given and says what to do', ({ ruleset, message }) => {
    expect(() => compile(ruleset as Ruleset, { regex })).toThrow(message);
  });

  test.each([
    { given: 'null', flag: null },
    { given: 'a string', flag: 'on' },
    { given: 'no variants', flag: { ...on(), variants: undefined } },
    { given: 'rules that are no list', flag: { ...on(), rules: 'all' } },
    { given: 'target keys that are a string', flag: { ...on(), targets: [{ variant: 'on', keys: 'u1' }] } },
    { given: 'killed that is a word', flag: { ...on(), killed: 'no' } },
    { given: 'a null rule', flag: { ...on(), rules: [null] } },
    {
      given: 'a null condition',
      flag: { ...on(), rules: [{ id: 'r', conditions: [null], serve: { variant: 'on' } }] },
    },
    {
      given: 'a split without weights',
      flag: { ...on(), fallthrough: { split: { by: 'x', salt: 's', algorithm: 1 } } },
    },
    { given: 'a null prerequisite', flag: { ...on(), prerequisites: [null] } },
    { given: 'a prerequisite without variants', flag: { ...on(), prerequisites: [{ flag: 'fine' }] } },
    {
      given: 'a throwing getter',
      flag: Object.defineProperty({}, 'variants', {
        get: () => {
          throw new Error('no');
        },
      }),
    },
  ])('lets a flag with $given spoil only itself', ({ flag }) => {
    const ruleset = { ...rulesetOf({ flags: { fine: on() } }) };
    const compiled = compile({ ...ruleset, flags: { ...ruleset.flags, broken: flag as Flag } }, { regex });

    expect(compiled.evaluate('broken', {}, NOW)).toMatchObject({ reason: 'ERROR', errorCode: 'PARSE_ERROR' });
    expect(compiled.explain('broken', {}, NOW).rungs[0]?.because).toMatch(/cannot be read/);
    expect(compiled.evaluate('fine', {}, NOW).value).toBe(true);
  });

  test.each([
    { segment: null },
    { segment: { include: 'u1', exclude: [], rules: [] } },
    { segment: { include: [], exclude: [], rules: [null] } },
  ])('gives an unreadable segment no members: $segment', ({ segment }) => {
    const rules = [{ id: 'r', conditions: [{ segment: 's' }], serve: { variant: 'on' } }];
    const ruleset = rulesetOf({ flags: { flag: { rules } } });
    const compiled = compile({ ...ruleset, segments: { s: segment as unknown as Segment } }, { regex });

    expect(compiled.evaluate('flag', { targetingKey: 'u' }, NOW).value).toBe(false);
  });

  test('serves values that nobody can change, neither through the decision nor through the ruleset', () => {
    const variants = { full: { list: [1, 2] }, off: {} };
    const compiled = compile(
      rulesetOf({ flags: { flag: { type: 'object', variants, fallthrough: { variant: 'full' } } } }),
      { regex },
    );

    variants.full.list.push(3);

    const { value } = compiled.evaluate('flag', {}, NOW);
    expect(value).toEqual({ list: [1, 2] });
    expect(Object.isFrozen(value)).toBe(true);
    expect(() => Object.assign(value as object, { list: [] })).toThrow(TypeError);
  });

  test('knows its flags by their own keys', () => {
    const compiled = compile(rulesetOf({ flags: { a: on(), b: {} } }), { regex });

    expect(compiled.flagKeys).toEqual(['a', 'b']);
    expect(compiled.flag('a')?.fallthrough).toEqual({ variant: 'on' });
    expect(compiled.flag('toString')).toBeUndefined();
  });

  test('follows a chain of 20,000 prerequisites', () => {
    const length = 20_000;
    const flags = Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `f${index}`,
        { ...on(), prerequisites: index === 0 ? [] : [{ flag: `f${index - 1}`, variants: ['on'] }] },
      ]),
    );
    const met = compile(rulesetOf({ flags }), { regex });
    const unmet = compile(rulesetOf({ flags: { ...flags, f0: {} } }), { regex });

    expect(met.evaluate(`f${length - 1}`, {}, NOW).reason).toBe('STATIC');
    expect(unmet.evaluate(`f${length - 1}`, {}, NOW).reason).toBe('PREREQUISITE_FAILED');
    expect(unmet.explain(`f${length - 1}`, {}, NOW).decision.reason).toBe('PREREQUISITE_FAILED');
  });

  test('judges shared prerequisites and segments once: 60 doubled levels are not 2^60 steps', () => {
    const levels = Array.from({ length: 60 }, (_, index) => index);
    const flags = Object.fromEntries(
      levels.map((index) => [
        `f${index}`,
        { ...on(), prerequisites: twice(index).map((flag) => ({ flag: `f${flag}`, variants: ['on'] })) },
      ]),
    );
    const segments = Object.fromEntries(
      levels.map((index) => [
        `s${index}`,
        { rules: [{ conditions: twice(index).map((segment) => ({ segment: `s${segment}` })) }] },
      ]),
    );
    const rules = [{ id: 'r', conditions: [{ segment: 's59' }], serve: { variant: 'on' } }];
    const compiled = compile(rulesetOf({ flags: { ...flags, flag: { rules } }, segments }), { regex });

    expect(compiled.evaluate('f59', {}, NOW).value).toBe(true);
    expect(compiled.explain('f59', {}, NOW).decision.value).toBe(true);
    expect(compiled.evaluate('flag', {}, NOW).value).toBe(true);
  });

  test('calls a pattern that throws while matching a pattern that does not match', () => {
    const rules = [
      {
        id: 'r',
        conditions: [{ attribute: 'x', operator: 'matches' as const, values: ['a'] }],
        serve: { variant: 'on' },
      },
    ];
    const failing = () => ({
      test: (): boolean => {
        throw new Error('out of memory');
      },
    });

    const compiled = compile(rulesetOf({ flags: { flag: { rules } } }), { regex: failing });

    expect(compiled.evaluate('flag', { x: 'a' }, NOW)).toMatchObject({ value: false, reason: 'DEFAULT' });
  });

  test('takes unchanged flags over from the version before', () => {
    const patterns: string[] = [];
    const counting: RegexCompiler = (pattern, options) => {
      patterns.push(pattern);
      return regex(pattern, options);
    };
    const matching = (pattern: string): Partial<Flag> => ({
      rules: [
        {
          id: 'r',
          conditions: [{ attribute: 'x', operator: 'matches', values: [pattern] }],
          serve: { variant: 'on' },
        },
      ],
    });
    const a = rulesetOf({ flags: { one: matching('^1'), two: matching('^2') } });
    const b = rulesetOf({ flags: { one: matching('^1'), two: matching('^3') } });
    const previous = compile(a, { regex: counting });

    const compiled = compile(apply(a, diff(a, b)), { regex: counting, previous });

    expect(patterns).toEqual(['^1', '^2', '^3']);
    expect(compiled.evaluate('two', { x: '3' }, NOW).value).toBe(true);
    expect(compiled.evaluate('one', { x: '1' }, NOW).value).toBe(true);
  });

  test('hands pattern and case to the injected compiler, once', () => {
    const seen: unknown[] = [];
    const rules = [
      {
        id: 'r',
        conditions: [{ attribute: 'x', operator: 'matches' as const, values: ['^a', 'b'], ignoreCase: true }],
        serve: { variant: 'on' },
      },
    ];
    const compiled = compile(rulesetOf({ flags: { flag: { rules } } }), {
      regex: (pattern, options) => {
        seen.push([pattern, options]);
        return regex(pattern, options);
      },
    });

    compiled.evaluate('flag', { x: 'xB' }, NOW);

    expect(compiled.evaluate('flag', { x: 'xB' }, NOW).value).toBe(true);
    expect(seen).toEqual([
      ['^a', { ignoreCase: true }],
      ['b', { ignoreCase: true }],
    ]);
  });
});

function on(): Partial<Flag> {
  return { ...rulesetOf({ flags: { flag: { fallthrough: { variant: 'on' } } } }).flags.flag };
}

function twice(index: number): number[] {
  return index === 0 ? [] : [index - 1, Math.max(0, index - 2)];
}
