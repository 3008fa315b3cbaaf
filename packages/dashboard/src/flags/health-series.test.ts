import { expect, test } from 'vitest';
import { outcomeRows, seriesOf, sharesOfEvaluations } from './health-series.ts';

const flag = { variants: { off: false, on: true } };

test('the off variant lies on top of the others and is grey; what the flag no longer has comes last', () => {
  const counts = [
    { variant: 'off', counts: [9, 9] },
    { variant: 'gone', counts: [0, 1] },
    { variant: 'on', counts: [1, 0] },
  ];

  const series = seriesOf({ series: counts }, flag, 'off');

  expect(series.map(({ name, colour }) => [name, colour])).toEqual([
    ['on', 'var(--sw-variant-0)'],
    ['off', 'var(--sw-variant-off)'],
    ['gone', 'var(--sw-variant-1)'],
  ]);
  expect(sharesOfEvaluations(series).map(({ text }) => text)).toEqual(['5 %', '90 %', '5 %']);
});

test('an outcome has its rate by variant, in total and per step', () => {
  const rows = outcomeRows(
    {
      outcome: 'checkout-error',
      variants: [
        { variant: 'off', bad: [0, 0], total: [0, 0] },
        { variant: 'on', bad: [1, 2], total: [10, 0] },
      ],
    },
    flag,
    'off',
  );

  expect(rows.map(({ variant, bad, total, rate, rates }) => ({ variant, bad, total, rate, rates }))).toEqual([
    { variant: 'on', bad: 3, total: 10, rate: 0.3, rates: [0.1, null] },
    { variant: 'off', bad: 0, total: 0, rate: null, rates: [null, null] },
  ]);
  expect(rows[0]?.detail(0)).toBe('1 of 10');
});
