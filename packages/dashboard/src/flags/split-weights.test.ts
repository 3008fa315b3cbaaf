import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bordersOf,
  equalWeights,
  readPercent,
  total,
  type Weights,
  withBorder,
  without,
  withShare,
} from './split-weights.ts';

const WHOLE = 100_000;
const tenth: Weights = [
  ['on', 10_000],
  ['off', 90_000],
];
const three: Weights = [
  ['red', 20_000],
  ['blue', 30_000],
  ['off', 50_000],
];

test('equal shares differ by one at most', () => {
  expect(equalWeights(three)).toEqual([
    ['red', 33_334],
    ['blue', 33_333],
    ['off', 33_333],
  ]);
});

describe('one share', () => {
  test.each<{ given: Weights; index: number; wanted: number; expected: Weights }>([
    {
      given: tenth,
      index: 0,
      wanted: 50_000,
      expected: [
        ['on', 50_000],
        ['off', 50_000],
      ],
    },
    {
      given: tenth,
      index: 1,
      wanted: 0,
      expected: [
        ['on', 100_000],
        ['off', 0],
      ],
    },
    {
      given: tenth,
      index: 0,
      wanted: 200_000,
      expected: [
        ['on', 100_000],
        ['off', 0],
      ],
    },
    {
      given: three,
      index: 0,
      wanted: 90_000,
      expected: [
        ['red', 90_000],
        ['blue', 10_000],
        ['off', 0],
      ],
    },
    {
      given: three,
      index: 0,
      wanted: 0,
      expected: [
        ['red', 0],
        ['blue', 30_000],
        ['off', 70_000],
      ],
    },
    {
      given: three,
      index: 2,
      wanted: 60_000,
      expected: [
        ['red', 20_000],
        ['blue', 20_000],
        ['off', 60_000],
      ],
    },
    { given: [['on', 100_000]], index: 0, wanted: 5, expected: [['on', 100_000]] },
  ])(
    'of number $index set to $wanted takes from the off variant first',
    ({ given, index, wanted, expected }) => {
      expect(withShare(given, index, wanted, 'off')).toEqual(expected);
    },
  );
});

test('a border moves between its neighbours only', () => {
  expect(bordersOf(three)).toEqual([20_000, 50_000]);
  expect(withBorder(three, 0, 45_000)).toEqual([
    ['red', 45_000],
    ['blue', 5_000],
    ['off', 50_000],
  ]);
  expect(withBorder(three, 1, 5_000)).toEqual([
    ['red', 20_000],
    ['blue', 0],
    ['off', 80_000],
  ]);
});

test('what is taken out leaves its share to the off variant', () => {
  expect(without(three, 0, 'off')).toEqual([
    ['blue', 30_000],
    ['off', 70_000],
  ]);
  expect(without(three, 2, 'off')).toEqual([
    ['red', 20_000],
    ['blue', 80_000],
  ]);
});

test.each([
  { typed: '12.5', weight: 12_500 },
  { typed: '12,5 %', weight: 12_500 },
  { typed: 33.333, weight: 33_333 },
  { typed: '', weight: null },
  { typed: '101', weight: null },
  { typed: 'half', weight: null },
])('"$typed" is read as $weight', ({ typed, weight }) => expect(readPercent(typed)).toBe(weight));

describe('law', () => {
  const whole = fc
    .array(fc.integer({ min: 0, max: WHOLE }), { minLength: 1, maxLength: 6 })
    .map((cuts): Weights => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), WHOLE];
      return edges.slice(1).map((edge, index) => [`v${index}`, edge - (edges[index] ?? 0)] as const);
    });

  test('whatever is done, shares are integers of 0 or more that sum to the whole', () => {
    fc.assert(
      fc.property(whole, fc.nat(5), fc.integer({ min: -10, max: WHOLE * 2 }), (weights, at, wanted) => {
        const index = at % weights.length;
        const results = [
          withShare(weights, index, wanted, 'v0'),
          withBorder(weights, index, wanted),
          equalWeights(weights),
          without(weights, index, 'v0'),
        ];
        for (const result of results) {
          expect(total(result)).toBe(WHOLE);
          expect(result.every(([, weight]) => Number.isInteger(weight) && weight >= 0)).toBe(true);
        }
      }),
    );
  });
});
