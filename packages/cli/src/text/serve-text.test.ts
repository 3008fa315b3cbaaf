import { describe, expect, test } from 'vitest';
import { describeServe, parsePercentage, parseServe } from './serve-text.ts';

describe('reading what is served', () => {
  test.each([
    { text: 'on', expected: { variant: 'on' } },
    { text: ' "my variant" ', expected: { variant: 'my variant' } },
    { text: '10% on', expected: { shares: [['on', 10_000]] } },
    {
      text: '10 % on, 90% off',
      expected: {
        shares: [
          ['on', 10_000],
          ['off', 90_000],
        ],
      },
    },
    {
      text: '33.333% a, 66.667% b',
      expected: {
        shares: [
          ['a', 33_333],
          ['b', 66_667],
        ],
      },
    },
    { text: '0% on', expected: { shares: [['on', 0]] } },
  ])('reads $text', ({ text, expected }) => {
    expect(parseServe(text)).toEqual(expected);
  });

  test.each([
    { text: '', says: 'A variant is missing' },
    { text: 'on, off', says: 'Cannot read "on"' },
    { text: '10%', says: 'Cannot read "10%"' },
    { text: '60% on, 50% off', says: 'is 110% together' },
    { text: '10% on, 10% on', says: 'names "on" twice' },
    { text: '10.1234% on', says: 'Cannot read' },
    { text: '-5% on', says: 'Cannot read' },
  ])('refuses "$text"', ({ text, says }) => {
    expect(() => parseServe(text)).toThrow(says);
  });
});

describe('reading a percentage', () => {
  test.each([
    { text: '10', expected: { weight: 10_000, variant: undefined } },
    { text: '0', expected: { weight: 0, variant: undefined } },
    { text: '100%', expected: { weight: 100_000, variant: undefined } },
    { text: '12.5=blue', expected: { weight: 12_500, variant: 'blue' } },
    { text: '0.001', expected: { weight: 1, variant: undefined } },
  ])('reads $text', ({ text, expected }) => {
    expect(parsePercentage(text)).toEqual(expected);
  });

  test.each(['101', '-1', 'ten', '', '10=', '1e1', '10.0001'])('refuses "%s"', (text) => {
    expect(() => parsePercentage(text)).toThrow('is not a percentage');
  });
});

test('a split is described by its shares, and by its unit where that is not the targeting key', () => {
  const split = {
    by: 'targetingKey',
    salt: 's',
    algorithm: 1 as const,
    weights: [
      ['on', 12_500],
      ['off', 87_500],
    ] as [string, number][],
  };
  expect(describeServe({ split })).toBe('12.5% on, 87.5% off');
  expect(describeServe({ split: { ...split, by: 'company' } })).toBe('12.5% on, 87.5% off by company');
});
