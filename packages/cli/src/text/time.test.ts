import { expect, test } from 'vitest';
import { parseSpan, spanText } from './time.ts';

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [47 * 3_600_000, '47 h'],
  [48 * 3_600_000, '2 d'],
])('%i ms is told as %s', (milliseconds, expected) => expect(spanText(milliseconds)).toBe(expected));

test.each([
  ['30m', 1_800_000],
  ['12h', 43_200_000],
  ['7d', 604_800_000],
])('%s is a length of time', (text, expected) => expect(parseSpan(text)).toBe(expected));

test.each(['', '7', '0d', '-1d', '1.5h', '7 d', '2w'])('"%s" is none', (text) =>
  expect(() => parseSpan(text)).toThrow('not a length of time'),
);
