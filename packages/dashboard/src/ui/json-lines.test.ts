import { expect, test } from 'vitest';
import { folded, rowsOf } from './json-lines.ts';

test('what was removed stands beside what was added in its place', () => {
  const rows = rowsOf([
    { kind: 'same', lines: ['{'] },
    { kind: 'removed', lines: ['a', 'b'] },
    { kind: 'added', lines: ['c'] },
    { kind: 'same', lines: ['}'] },
    { kind: 'added', lines: ['d'] },
  ]);

  expect(rows.map(({ left, right }) => [left?.number, left?.text, right?.number, right?.text])).toEqual([
    [1, '{', 1, '{'],
    [2, 'a', 2, 'c'],
    [3, 'b', undefined, undefined],
    [4, '}', 3, '}'],
    [undefined, undefined, 4, 'd'],
  ]);
});

test('what is far from any change is folded', () => {
  const same = Array.from({ length: 10 }, (_, index) => `line ${index}`);
  const rows = rowsOf([
    { kind: 'same', lines: same },
    { kind: 'added', lines: ['new'] },
  ]);

  const [fold, ...shown] = folded(rows);

  expect(fold).toMatchObject({ kind: 'fold', rows: { length: 7 } });
  expect(shown).toHaveLength(4);
});
