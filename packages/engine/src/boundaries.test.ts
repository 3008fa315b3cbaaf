import { describe, expect, test } from 'vitest';
import { regex, rulesetOf } from '../../../test/support/spec.ts';
import {
  affectedFlags,
  boundariesBetween,
  compile,
  nextBoundary,
  type Rule,
  withoutMissedStarts,
} from './index.ts';

const rule: Rule = { id: 'r1', conditions: [], serve: { variant: 'on' } };

describe('boundaries', () => {
  const ruleset = rulesetOf({
    flags: {
      scheduled: {
        schedule: [
          { at: 20, enabled: false },
          { at: 10, enabled: true },
        ],
      },
      timed: {
        rules: [
          { ...rule, from: 10, until: 30 },
          { ...rule, id: 'r2', from: null },
        ],
      },
      dependent: { prerequisites: [{ flag: 'scheduled', variants: ['on'] }] },
      killed: { killed: true, schedule: [{ at: 15, enabled: false }] },
      plain: {},
    },
  });

  test('are schedule entries, from and until, ascending, with the flags that depend on them', () => {
    expect(boundariesBetween(ruleset, 0, 100)).toEqual([
      { at: 10, flags: ['dependent', 'scheduled', 'timed'] },
      { at: 20, flags: ['dependent', 'scheduled'] },
      { at: 30, flags: ['timed'] },
    ]);
  });

  test('lie after the first instant, up to and with the second', () => {
    expect(boundariesBetween(ruleset, 10, 20).map(({ at }) => at)).toEqual([20]);
    expect(boundariesBetween(ruleset, 9, 10).map(({ at }) => at)).toEqual([10]);
    expect(boundariesBetween(ruleset, 20, 10)).toEqual([]);
  });

  test.each([
    { after: 0, expected: 10 },
    { after: 10, expected: 20 },
    { after: 29, expected: 30 },
    { after: 30, expected: undefined },
  ])('after $after the next is at $expected', ({ after, expected }) => {
    expect(nextBoundary(ruleset, after)?.at).toBe(expected);
  });

  test('are not made of instants that cannot be read', () => {
    const odd = rulesetOf({
      flags: {
        odd: {
          schedule: [
            { at: Number.NaN, enabled: true },
            { at: Number.POSITIVE_INFINITY, enabled: true },
          ],
        },
      },
    });

    expect(nextBoundary(odd, 0)).toBeNull();
  });
});

describe('a missed start', () => {
  const timed = { ...rule, from: 100, startBy: 200 };
  const ruleset = rulesetOf({ flags: { timed: { rules: [timed, { ...rule, id: 'r2' }] }, other: {} } });

  test.each([
    {
      given: 'contact before from, loading after startBy',
      load: { lastContactAt: 99, now: 201 },
      dropped: true,
    },
    {
      given: 'no contact ever, loading after startBy',
      load: { lastContactAt: null, now: 201 },
      dropped: true,
    },
    { given: 'loading at startBy', load: { lastContactAt: 99, now: 200 }, dropped: false },
    { given: 'contact at from', load: { lastContactAt: 100, now: 201 }, dropped: false },
    { given: 'loading before from', load: { lastContactAt: null, now: 50 }, dropped: false },
  ])('with $given is dropped: $dropped', ({ load, dropped }) => {
    const loaded = withoutMissedStarts(ruleset, load);

    expect(loaded.flags.timed?.rules.map(({ id }) => id)).toEqual(dropped ? ['r2'] : ['r1', 'r2']);
    expect(loaded === ruleset).toBe(!dropped);
    expect(loaded.flags.other).toBe(ruleset.flags.other);
  });

  test.each([{ startBy: null }, { startBy: 200, from: null }, {}])('needs both instants: %o', (times) => {
    const untimed = rulesetOf({ flags: { flag: { rules: [{ ...rule, ...times }] } } });

    expect(withoutMissedStarts(untimed, { lastContactAt: null, now: 1e13 })).toBe(untimed);
  });

  test('does not leave the flag STATIC while other rules remain', () => {
    const loaded = compile(withoutMissedStarts(ruleset, { lastContactAt: null, now: 201 }), { regex });

    expect(loaded.evaluate('timed', {}, 201).ruleId).toBe('r2');
  });
});

describe('affected flags', () => {
  const ruleset = rulesetOf({
    flags: {
      a: {},
      b: { prerequisites: [{ flag: 'a', variants: ['on'] }] },
      c: { prerequisites: [{ flag: 'b', variants: ['on'] }] },
      s: { rules: [{ ...rule, conditions: [{ segment: 'outer' }] }] },
      plain: {},
    },
    segments: { outer: { rules: [{ conditions: [{ segment: 'inner' }] }] }, inner: {} },
  });

  test.each([
    { changed: { flags: ['a'], segments: [] }, expected: ['a', 'b', 'c'] },
    { changed: { flags: ['c'], segments: [] }, expected: ['c'] },
    { changed: { flags: [], segments: ['inner'] }, expected: ['s'] },
    { changed: { flags: ['gone'], segments: ['gone'] }, expected: [] },
  ])('of $changed are $expected', ({ changed, expected }) => {
    expect(affectedFlags(ruleset, changed)).toEqual(expected);
  });
});
