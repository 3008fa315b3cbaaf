import type { FlagConfig } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { parseRule, parseSegmentRule } from '../text/rule-text.ts';
import { parsePercentage, parseServe } from '../text/serve-text.ts';
import { type ConfigEdits, type ConfigFacts, editConfig } from './edit.ts';

const created: FlagConfig = {
  enabled: false,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const nothing: ConfigEdits = {
  clearRules: false,
  removedRules: [],
  rules: [],
  targets: [],
  untargeted: [],
  prerequisites: [],
  unrequired: [],
  clearSchedule: false,
  schedule: [],
};

interface Given {
  config?: Partial<FlagConfig>;
  source?: ConfigFacts['source'];
  variants?: Record<string, boolean | string>;
}

function edit(
  edits: Partial<ConfigEdits>,
  { config, source = 'override', variants = { on: true, off: false } }: Given = {},
): FlagConfig {
  const facts = { flag: { key: 'new-checkout', variants }, config: { ...created, ...config }, source };
  return editConfig({ ...nothing, ...edits }, facts);
}

function split(...weights: [string, number][]): {
  split: Extract<FlagConfig['fallthrough'], { split: object }>['split'];
} {
  return { split: { by: 'targetingKey', salt: 'new-checkout', algorithm: 1, weights } };
}

describe('a percentage', () => {
  test('splits the default between the on and the off variant, salted by the flag', () => {
    expect(edit({ percentage: parsePercentage('10') }).fallthrough).toEqual(
      split(['on', 10_000], ['off', 90_000]),
    );
  });

  test('keeps salt, unit and order of the former split, so that raising it moves nobody out', () => {
    const former = {
      split: {
        by: 'company',
        salt: 's1',
        algorithm: 1 as const,
        weights: [
          ['off', 90_000],
          ['on', 10_000],
        ] as [string, number][],
      },
    };

    const { fallthrough } = edit({ percentage: parsePercentage('20') }, { config: { fallthrough: former } });

    expect(fallthrough).toEqual({
      split: {
        ...former.split,
        weights: [
          ['off', 80_000],
          ['on', 20_000],
        ],
      },
    });
  });

  test('is dealt as before after the default was a variant in between', () => {
    const ten = edit({ percentage: parsePercentage('10') });
    const all = edit({ fallthrough: { variant: 'on' } }, { config: ten });
    expect(edit({ percentage: parsePercentage('10') }, { config: all })).toEqual(ten);
  });

  test.each([
    {
      given: 'two variants of other names',
      variants: { blue: 'b', green: 'g' },
      offVariant: 'green',
      on: 'blue',
    },
    {
      given: 'three variants, one named on',
      variants: { on: 'x', off: 'y', more: 'z' },
      offVariant: 'off',
      on: 'on',
    },
  ])('given $given, means $on', ({ variants, offVariant, on }) => {
    const { fallthrough } = edit(
      { percentage: parsePercentage('5') },
      { variants, config: { offVariant, fallthrough: { variant: offVariant } } },
    );
    expect(fallthrough).toEqual(split([on, 5_000], [offVariant, 95_000]));
  });

  test('of several candidates asks which', () => {
    const given = {
      variants: { a: '1', b: '2', c: '3' },
      config: { offVariant: 'c', fallthrough: { variant: 'c' } },
    };
    expect(() => edit({ percentage: parsePercentage('5') }, given)).toThrow(
      'several variants besides "c": a, b',
    );
  });

  test('of the off variant and nothing else is refused', () => {
    expect(() => edit({ percentage: parsePercentage('10=off') })).toThrow('The shares are 10% together');
  });
});

describe('rules', () => {
  test('get ids that no rule had, and come last', () => {
    const first = edit({ rules: [parseRule('plan = pro => on')] });
    const second = edit({ rules: [parseRule('plan = team => off')] }, { config: first });
    expect(second.rules.map(({ id, serve }) => [id, serve])).toEqual([
      ['r1', { variant: 'on' }],
      ['r2', { variant: 'off' }],
    ]);
  });

  test('with the same conditions replace what is served in place and keep id and period', () => {
    const rules = [
      {
        id: 'launch',
        from: 5,
        conditions: [{ segment: 'internal', negate: false }],
        serve: { variant: 'off' },
      },
      { id: 'r9', conditions: [], serve: { variant: 'off' } },
    ];

    const after = edit({ rules: [parseSegmentRule('internal=on')] }, { config: { rules } });

    expect(after.rules).toEqual([{ ...rules[0], serve: { variant: 'on' } }, rules[1]]);
  });

  test('written again after clearing keep their ids, in the new order', () => {
    const config = edit({ rules: [parseRule('a = 1 => on'), parseRule('b = 1 => on')] });
    const after = edit(
      { clearRules: true, rules: [parseRule('b = 1 => on'), parseRule('a = 1 => on')] },
      { config },
    );
    expect(after.rules.map(({ id }) => id)).toEqual(['r2', 'r1']);
  });

  test('that split give the rest to the off variant', () => {
    const [rule] = edit({ rules: [parseRule('everyone => 25% on')] }).rules;
    expect(rule).toEqual({ id: 'r1', conditions: [], serve: split(['on', 25_000], ['off', 75_000]) });
  });

  test('that do not exist cannot be removed', () => {
    expect(() => edit({ removedRules: ['r7'] })).toThrow('There is no rule "r7"');
  });
});

describe('the first audience of a flag', () => {
  test.each([
    {
      given: 'an untouched flag and a rule for on',
      edits: { rules: [parseSegmentRule('internal=on')] },
      expected: 'off',
    },
    {
      given: 'an untouched flag and one user',
      edits: { targets: [{ key: 'u1', variant: 'on' }] },
      expected: 'off',
    },
    {
      given: 'an untouched flag and a share for on',
      edits: { rules: [parseSegmentRule('beta=50% on')] },
      expected: 'off',
    },
    {
      given: 'an untouched flag and an exception',
      edits: { rules: [parseSegmentRule('blocked=off')] },
      expected: 'on',
    },
    {
      given: 'a default said at once',
      edits: { rules: [parseSegmentRule('internal=on')], fallthrough: parseServe('on') },
      expected: 'on',
    },
  ])('given $given, leaves everyone else $expected', ({ edits, expected }) => {
    expect(edit(edits, { source: 'default' }).fallthrough).toEqual({ variant: expected });
  });

  test.each(['override', 'base'] as const)(
    'changes no default that somebody may have meant (%s)',
    (source) => {
      const after = edit({ rules: [parseSegmentRule('internal=on')] }, { source });
      expect(after.fallthrough).toEqual({ variant: 'on' });
    },
  );
});

describe('other parts', () => {
  test('a target has one variant, and an empty target goes', () => {
    const config = { targets: [{ variant: 'on', keys: ['u1'] }] };
    const after = edit({ targets: [{ key: 'u1', variant: 'off' }] }, { config });
    expect(after.targets).toEqual([{ variant: 'off', keys: ['u1'] }]);
    expect(edit({ untargeted: ['u1'] }, { config: after }).targets).toEqual([]);
  });

  test('a requirement replaces the one on the same flag', () => {
    const config = { prerequisites: [{ flag: 'cart', variants: ['on'] }] };
    const after = edit({ prerequisites: [{ flag: 'cart', variants: ['off'] }] }, { config });
    expect(after.prerequisites).toEqual([{ flag: 'cart', variants: ['off'] }]);
    expect(edit({ unrequired: ['cart'] }, { config: after }).prerequisites).toEqual([]);
  });

  test('schedule entries stand in order, one per instant', () => {
    const config = { schedule: [{ at: 30, enabled: false }] };
    const after = edit(
      {
        schedule: [
          { at: 30, enabled: true },
          { at: 10, enabled: true },
        ],
      },
      { config },
    );
    expect(after.schedule).toEqual([
      { at: 10, enabled: true },
      { at: 30, enabled: true },
    ]);
    expect(edit({ clearSchedule: true }, { config: after }).schedule).toEqual([]);
  });

  test('what is not named stays as it is', () => {
    const config: FlagConfig = {
      ...created,
      enabled: true,
      safeVariant: 'on',
      fallthrough: split(['on', 1], ['off', 99_999]),
    };
    expect(edit({}, { config })).toEqual(config);
  });
});
