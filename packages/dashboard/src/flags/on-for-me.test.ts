import type { FlagConfig } from '@slipway/api';
import { type CompiledRuleset, compile, type JsonValue } from '@slipway/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asRead,
  countOfPersons,
  isEnabledForOthers,
  isOnForFew,
  meIn,
  obstacleTo,
  onForEverybody,
  ruleIdOf,
  tidied,
  withMe,
  withoutMe,
} from './on-for-me.ts';

const HOUR = 3_600_000;
const now = 1_795_500_000_000;
const me = { person: 'p1', key: 'u7', variant: 'on', until: now + 4 * HOUR };
const colleague = { person: 'p2', key: 'u8', variant: 'on', until: now + 8 * HOUR };

function config(over: Partial<FlagConfig> = {}): FlagConfig {
  return {
    enabled: true,
    schedule: [],
    offVariant: 'off',
    safeVariant: null,
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { variant: 'on' },
    ...over,
  };
}

function compiled(given: FlagConfig): CompiledRuleset {
  const flag = {
    ...given,
    type: 'boolean' as const,
    version: 1,
    clientVisible: false,
    observe: false,
    metadata: {},
    variants: { on: true, off: false } as Record<string, JsonValue>,
    killed: false,
  };
  const ruleset = {
    format: 1 as const,
    project: 'p',
    environment: 'e',
    epoch: 1,
    version: 1,
    digest: '',
    segments: {},
    flags: { f: flag },
    overrides: null,
  };
  return compile(ruleset, { regex: (pattern: string) => new RegExp(pattern) });
}

function variantFor(given: FlagConfig, targetingKey: string, at: number): string | undefined {
  return compiled(given).evaluate('f', { targetingKey }, at).variant;
}

describe('on for me', () => {
  test('given a flag that is on, puts one rule before the others', () => {
    const given = config({
      fallthrough: { variant: 'off' },
      rules: [{ id: 'r1', conditions: [], serve: { variant: 'off' } }],
    });

    const after = withMe(given, me, now);

    expect(after).toEqual({
      ...given,
      rules: [
        {
          id: 'me-p1',
          conditions: [{ attribute: 'targetingKey', operator: 'equals', values: ['u7'] }],
          serve: { variant: 'on' },
          until: me.until,
        },
        ...given.rules,
      ],
    });
  });

  test('given one’s former rule, replaces it', () => {
    const first = withMe(config(), me, now);

    const again = withMe(first, { ...me, until: now + 8 * HOUR }, now);

    expect(again.rules.map(({ id, until }) => [id, until])).toEqual([[ruleIdOf('p1'), now + 8 * HOUR]]);
  });

  test('given expired rules of others, takes them away and leaves every other rule', () => {
    const kept = { id: 'r1', conditions: [], serve: { variant: 'off' }, until: now - 1 };
    const given = withMe(config({ rules: [kept] }), { ...colleague, until: now - HOUR }, now - 2 * HOUR);

    const after = withMe(given, me, now);

    expect(after.rules.map(({ id }) => id)).toEqual(['me-p1', 'r1']);
  });

  test('given a flag that is off, it is on for me alone, and off again when my time is over', () => {
    const after = withMe(config({ enabled: false }), me, now);

    expect(variantFor(after, 'u7', now)).toBe('on');
    expect(variantFor(after, 'u9', now)).toBe('off');
    expect(variantFor(after, 'u7', me.until)).toBe('off');
    expect(variantFor(after, 'u9', me.until)).toBe('off');
    expect(isOnForFew(after, now)).toBe(true);
    expect(isEnabledForOthers(after, now)).toBe(false);
  });

  test('given a go-live within my time, nobody is kept out beyond it', () => {
    const given = config({ enabled: false, schedule: [{ at: now + HOUR, enabled: true }] });

    const after = withMe(given, me, now);

    expect(variantFor(after, 'u9', now + HOUR - 1)).toBe('off');
    expect(variantFor(after, 'u9', now + HOUR)).toBe('on');
    expect(variantFor(after, 'u7', now + HOUR)).toBe('on');
  });

  test('given two persons, the first to stop leaves the other', () => {
    const both = withMe(withMe(config({ enabled: false }), me, now), colleague, now);

    const after = withoutMe(both, 'p1', now);

    expect(countOfPersons(both, now)).toBe(2);
    expect(variantFor(after, 'u7', now)).toBe('off');
    expect(variantFor(after, 'u8', colleague.until - 1)).toBe('on');
    expect(variantFor(after, 'u9', colleague.until - 1)).toBe('off');
    expect(variantFor(after, 'u9', colleague.until)).toBe('off');
  });

  test('given the last person stops, the config is what it was', () => {
    const given = config({ enabled: false, schedule: [{ at: now + 9 * HOUR, enabled: true }] });

    expect(withoutMe(withMe(given, me, now), 'p1', now)).toEqual(given);
  });

  test('given its time is over, tidying leaves the flag off', () => {
    const given = config({ enabled: false });

    expect(tidied(withMe(given, me, now), me.until)).toEqual(given);
  });

  test('switching on for everybody lifts what keeps others out, and keeps my rule', () => {
    const after = onForEverybody(withMe(config({ enabled: false }), me, now), now);

    expect(variantFor(after, 'u9', now)).toBe('on');
    expect(variantFor(after, 'u9', me.until)).toBe('on');
    expect(after.rules.map(({ id }) => id)).toEqual(['me-p1']);
  });
});

test('readers are told of single persons, not of what keeps the others out', () => {
  const planned = { at: now + 9 * HOUR, enabled: true };
  const given = withMe(config({ enabled: false, schedule: [planned] }), me, now);

  const read = asRead(given, now);

  expect(read.rules.map(({ id }) => id)).toEqual(['me-p1']);
  expect(read).toMatchObject({ schedule: [planned], fallthrough: { variant: 'off' } });
  expect(asRead(config(), now)).toEqual(config());
});

describe('laws of on for me', () => {
  const weights = fc.integer({ min: 0, max: 100_000 });
  const schedules = fc.array(
    fc.record({ at: fc.integer({ min: now - 5 * HOUR, max: now + 12 * HOUR }), enabled: fc.boolean() }),
    { maxLength: 3 },
  );
  const configs = fc
    .record({ enabled: fc.boolean(), weight: weights, schedule: schedules })
    .map(({ enabled, weight, schedule }) =>
      config({
        enabled,
        schedule,
        fallthrough: {
          split: {
            by: 'targetingKey',
            salt: 's',
            algorithm: 1,
            weights: [
              ['on', weight],
              ['off', 100_000 - weight],
            ],
          },
        },
      }),
    );
  const instants = fc.integer({ min: now, max: now + 14 * HOUR });
  const keys = fc.string({ minLength: 1 }).filter((key) => key !== 'u7' && key !== 'u8');

  test('nobody else gets anything else, at any time', () => {
    fc.assert(
      fc.property(configs, keys, instants, (given, key, at) => {
        const after = withMe(withMe(given, me, now), colleague, now);
        return variantFor(after, key, at) === variantFor(given, key, at);
      }),
    );
  });

  test('I get it for as long as is said', () => {
    fc.assert(
      fc.property(configs, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (given, part) => {
        const after = withMe(given, me, now);
        const mine = meIn(after, 'p1', now);
        if (!mine) return false;
        return variantFor(after, 'u7', now + Math.floor((mine.until - now) * part)) === 'on';
      }),
    );
  });

  test('stopping gives everybody back what they would have had', () => {
    fc.assert(
      fc.property(configs, fc.string({ minLength: 1 }), instants, (given, key, at) => {
        const after = withoutMe(withMe(given, me, now), 'p1', now);
        return variantFor(after, key, at) === variantFor(given, key, at);
      }),
    );
  });
});

describe('what stands in the way', () => {
  test.each([
    { given: 'nothing', over: {}, says: null },
    {
      given: 'my key listed for another variant',
      over: { targets: [{ variant: 'off', keys: ['u7'] }] },
      says: 'targets count before rules',
    },
    {
      given: 'a flag that is off and lists keys',
      over: { enabled: false, targets: [{ variant: 'on', keys: ['u42'] }] },
      says: 'lists keys one by one',
    },
    {
      given: 'a flag that is on and lists keys',
      over: { targets: [{ variant: 'on', keys: ['u42'] }] },
      says: null,
    },
  ])('given $given', ({ over, says }) => {
    const obstacle = obstacleTo(config(over), me, now);

    if (says === null) expect(obstacle).toBeNull();
    else expect(obstacle).toContain(says);
  });
});
