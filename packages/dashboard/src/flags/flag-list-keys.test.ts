import { expect, test } from 'vitest';
import { moveIn } from './flag-list-keys.ts';

test.each([
  { key: 'j', at: 0, to: 1 },
  { key: 'ArrowDown', at: 9, to: 9 },
  { key: 'k', at: 0, to: 0 },
  { key: 'ArrowUp', at: 5, to: 4 },
  { key: 'Home', at: 5, to: 0 },
  { key: 'End', at: 5, to: 9 },
  { key: 'PageDown', at: 2, to: 6 },
  { key: 'PageUp', at: 2, to: 0 },
  { key: 'x', at: 2, to: null },
])('given $key in row $at of ten, leads to $to', ({ key, at, to }) =>
  expect(moveIn(key, at, 10, 4)).toBe(to),
);

test('in an empty list no key leads anywhere', () => expect(moveIn('j', 0, 0, 4)).toBeNull());
