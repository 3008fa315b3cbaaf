import type { Outcomes } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { isWorse, ratesAround, rateText } from './outcome-rates.ts';

const MINUTE = 60_000;
const start = Date.parse('2026-11-23T10:00:00Z');

function outcomes(bad: number[], total: number[], outcome = 'checkout-error'): Outcomes['outcomes'][number] {
  return {
    outcome,
    variants: [
      { variant: 'on', bad, total },
      { variant: 'off', bad: bad.map(() => 0), total },
    ],
  };
}

const reported = (...of: Outcomes['outcomes']): Outcomes => ({
  from: new Date(start).toISOString(),
  stepMs: MINUTE,
  outcomes: of,
});

describe('outcomes around a change', () => {
  test('leave out the step in which it was made', () => {
    const found = ratesAround(
      reported(outcomes([1, 1, 50, 5, 5], [50, 50, 50, 50, 50])),
      start + 2.5 * MINUTE,
    );

    expect(found).toEqual([{ outcome: 'checkout-error', before: 0.01, after: 0.05, total: 200 }]);
  });

  test('are left out while nothing was reported since', () => {
    expect(ratesAround(reported(outcomes([1, 1], [50, 50])), start + 1.5 * MINUTE)).toEqual([]);
  });

  test('have no rate before where nothing was reported then', () => {
    const [found] = ratesAround(reported(outcomes([0, 5], [0, 50])), start - MINUTE);

    expect(found).toMatchObject({ before: null, after: 0.05 });
  });

  test('are sorted by what has grown most', () => {
    const found = ratesAround(
      reported(outcomes([1, 0, 1], [50, 0, 50], 'enrolled'), outcomes([1, 0, 9], [50, 0, 50])),
      start + 1.5 * MINUTE,
    );

    expect(found.map(({ outcome }) => outcome)).toEqual(['checkout-error', 'enrolled']);
  });

  test('read as from what to what', () => {
    expect(rateText({ before: 0.004, after: 0.021 })).toBe('0.4 → 2.1 %');
    expect(rateText({ before: null, after: 0.021 })).toBe('– → 2.1 %');
  });

  test.each([
    { given: 'a clear rise', before: 0.004, after: 0.021, total: 400, expected: true },
    { given: 'a rise among few', before: 0.004, after: 0.021, total: 20, expected: false },
    { given: 'a slight rise', before: 0.02, after: 0.022, total: 4_000, expected: false },
    { given: 'a fall', before: 0.02, after: 0.01, total: 4_000, expected: false },
    { given: 'no rate before', before: null, after: 0.5, total: 4_000, expected: false },
  ])('$given is worse: $expected', ({ expected, given: _, ...rate }) => {
    expect(isWorse({ outcome: 'checkout-error', ...rate })).toBe(expected);
  });
});
