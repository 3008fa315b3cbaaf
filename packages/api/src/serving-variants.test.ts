import { expect, test } from 'vitest';
import { servingVariants } from './serving-variants.ts';

test.each([
  { names: ['on', 'off'], wanted: {}, off: 'off', on: 'on' },
  { names: ['on', 'off'], wanted: { offVariant: 'on' }, off: 'on', on: 'off' },
  { names: ['off', 'on', 'beta'], wanted: { onVariant: 'beta' }, off: 'off', on: 'beta' },
  { names: ['a', 'b', 'c'], wanted: {}, off: 'c', on: 'a' },
  { names: ['a', 'b', 'c'], wanted: { offVariant: 'a' }, off: 'a', on: 'b' },
  { names: ['a', 'b', 'c'], wanted: { onVariant: 'c' }, off: 'b', on: 'c' },
  { names: ['a', 'b'], wanted: { offVariant: 'a', onVariant: 'a' }, off: 'a', on: 'a' },
  { names: ['a'], wanted: {}, off: 'a', on: 'a' },
])('of $names with $wanted, off serves $off and on serves $on', ({ names, wanted, off, on }) => {
  expect(servingVariants(names, wanted)).toEqual({ offVariant: off, onVariant: on });
});
