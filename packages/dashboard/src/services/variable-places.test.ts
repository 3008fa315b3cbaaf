import type { Variable } from '@slipway/api';
import { expect, test } from 'vitest';
import { inOrder, placeWords } from './variable-places.ts';

const nowhere = { service: null, kind: null, environment: null };

test.each([
  { place: nowhere, words: 'every service' },
  { place: { ...nowhere, service: 'web' }, words: 'web' },
  { place: { ...nowhere, kind: 'on-demand' as const }, words: 'every service in on demand environments' },
  { place: { ...nowhere, service: 'api', environment: 'pr-42' }, words: 'api in pr-42' },
])('says "$words"', ({ place, words }) => {
  expect(placeWords(place)).toBe(words);
});

test('stands by name, the widest first', () => {
  const of = (name: string, part: Partial<Variable> = {}) => ({ name, ...nowhere, ...part }) as Variable;
  const narrow = of('A', { service: 'web', environment: 'pr-42' });
  const wide = of('A');
  const other = of('B');

  expect(inOrder([other, narrow, wide])).toEqual([wide, narrow, other]);
});
