import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { regex, rulesetOf } from '../../../test/support/spec.ts';
import { bucketOf, compile } from './index.ts';

describe('splits', () => {
  const isOn = (unit: string, weight: number, salt: string): boolean => {
    const weights: [string, number][] = [
      ['on', weight],
      ['off', 100_000 - weight],
    ];
    const flags = {
      flag: { fallthrough: { split: { by: 'targetingKey', salt, algorithm: 1 as const, weights } } },
    };
    return (
      compile(rulesetOf({ flags }), { regex }).evaluate('flag', { targetingKey: unit }, 0).value === true
    );
  };
  const unit = fc.string({ minLength: 1, unit: 'binary' });
  const weight = fc.integer({ min: 0, max: 100_000 });

  test('serve by the bucket of salt and unit, whatever else the flag has', () => {
    fc.assert(
      fc.property(unit, weight, fc.string({ unit: 'binary' }), (key, share, salt) => {
        expect(isOn(key, share, salt)).toBe(bucketOf(salt, key) < share);
      }),
      { numRuns: 300 },
    );
  });

  test('with two variants, raising a weight only adds to it', () => {
    fc.assert(
      fc.property(unit, weight, weight, (key, one, other) => {
        expect(!isOn(key, Math.min(one, other), 's') || isOn(key, Math.max(one, other), 's')).toBe(true);
      }),
    );
  });

  test('give buckets within range for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (salt, key) => {
        const bucket = bucketOf(salt, key);

        expect(Number.isInteger(bucket) && bucket >= 0 && bucket < 100_000).toBe(true);
      }),
    );
  });

  test.each(['', 'rel_7', 'new-checkout', 'größe'])(
    'are uniform with the salt "%s": chi-squared over 100 cells',
    (salt) => {
      const cells = new Array<number>(100).fill(0);
      const units = 100_000;
      for (let index = 0; index < units; index++) {
        const cell = Math.floor(bucketOf(salt, `user-${index}`) / 1000);
        cells[cell] = (cells[cell] ?? 0) + 1;
      }

      const chiSquared = cells.reduce((sum, count) => sum + (count - units / 100) ** 2 / (units / 100), 0);

      // 99 degrees of freedom: 0.001 % lies above 173, and 0.001 % below 47.
      expect(chiSquared).toBeLessThan(173);
      expect(chiSquared).toBeGreaterThan(47);
    },
  );

  test('with different salts are independent', () => {
    const units = Array.from({ length: 40_000 }, (_, index) => `user-${index}`);
    const both = units.filter((key) => bucketOf('one', key) < 50_000 && bucketOf('two', key) < 50_000).length;

    // A quarter, within five standard deviations.
    expect(Math.abs(both - 10_000)).toBeLessThan(5 * Math.sqrt(40_000 * 0.25 * 0.75));
  });
});
