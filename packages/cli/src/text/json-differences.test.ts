import { expect, test } from 'vitest';
import { differencesBetween, differenceText } from './json-differences.ts';

test.each([
  { given: 'equal documents', before: { a: [1] }, after: { a: [1] }, expected: [] },
  { given: 'a created subject', before: null, after: { a: 1 }, expected: ['(all)  – → {"a":1}'] },
  { given: 'a nested value', before: { a: { b: 1 } }, after: { a: { b: 2 } }, expected: ['a.b  1 → 2'] },
  { given: 'a longer list', before: { a: [1] }, after: { a: [1, 2] }, expected: ['a[1]  – → 2'] },
  { given: 'a missing field', before: { a: 1, b: 2 }, after: { b: 2 }, expected: ['a  1 → –'] },
])('given $given, names every place', ({ before, after, expected }) => {
  expect(differencesBetween(before, after).map((found) => differenceText(found).join('  '))).toEqual(
    expected,
  );
});
