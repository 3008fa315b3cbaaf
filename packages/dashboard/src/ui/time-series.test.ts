import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clustered,
  highest,
  ratesOf,
  type Series,
  shareText,
  shortCount,
  spread,
  stacked,
  sum,
} from './time-series.ts';

const on: Series = { name: 'on', colour: 'teal', values: [1, null, 3] };
const off: Series = { name: 'off', colour: 'grey', values: [9, 8, 7] };

describe('series on one another', () => {
  test('given two, the second begins where the first ends', () => {
    const layers = stacked([on, off]);

    expect(layers.map(({ edges }) => edges)).toEqual([
      [
        [0, 1],
        [0, 0],
        [0, 3],
      ],
      [
        [1, 10],
        [0, 8],
        [3, 10],
      ],
    ]);
  });

  test.each([
    { given: 'layers', isStacked: true, expected: 10 },
    { given: 'lines', isStacked: false, expected: 9 },
  ])('given $given, the highest is $expected', ({ isStacked, expected }) =>
    expect(highest([on, off], isStacked)).toBe(expected),
  );

  test('given nothing, the highest is 0', () => expect(highest([], true)).toBe(0));
});

test('a rate is missing where nothing was reported', () => {
  expect(ratesOf([1, 0, 0], [4, 0, 2])).toEqual([0.25, null, 0]);
});

test('a sum leaves gaps out', () => expect(sum(on.values)).toBe(4));

test('marks closer than they can be told apart become one', () => {
  const marks = [30, 10, 12].map((at) => ({ id: String(at), at, text: '' }));

  const clusters = clustered(marks, (at) => at, 5);

  expect(clusters.map(({ x, marks: { length } }) => [x, length])).toEqual([
    [10, 2],
    [30, 1],
  ]);
});

describe('labels', () => {
  test('given two at one height, the later moves down', () => {
    expect(spread([50, 50], 14, 100)).toEqual([50, 64]);
  });

  test('given one at the bottom, those above make room', () => {
    expect(spread([95, 96], 14, 100)).toEqual([86, 100]);
  });

  test('law: with room enough no two are closer than the gap', () => {
    const heights = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 10 });
    fc.assert(
      fc.property(heights, (wanted) => {
        const places = spread(wanted, 20, 200).sort((a, b) => a - b);
        return places.every((place, index) => index === 0 || place - (places[index - 1] ?? 0) >= 20);
      }),
    );
  });
});

test.each([
  { share: 0, text: '0 %' },
  { share: 0.00416, text: '0.42 %' },
  { share: 0.021, text: '2.1 %' },
  { share: 0.5, text: '50 %' },
])('the share $share reads "$text"', ({ share, text }) => expect(shareText(share)).toBe(text));

test('a long count is short', () => expect(shortCount(109_804)).toBe('109.8K'));
