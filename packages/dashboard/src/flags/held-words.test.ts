import type { FlagState } from '@slipway/api';
import { expect, test } from 'vitest';
import { flagWith, servingWith } from './fixtures.ts';
import { holdersIn, holderWords, requiringPlaces } from './held-words.ts';

test.each([
  { serving: undefined, words: 'is archived' },
  { serving: { kind: 'killed', heldBy: null }, words: 'is killed here' },
  { serving: { kind: 'off', heldBy: null }, words: 'is off here' },
  { serving: { kind: 'nobody', heldBy: 'base' }, words: 'is held by base here' },
  { serving: { kind: 'some', heldBy: null }, words: 'serves nobody here what this flag requires' },
] as const)('given $serving, what holds a flag $words', ({ serving, words }) =>
  expect(holderWords(serving)).toBe(words),
);

test('what holds a flag is known by environment, and nothing where it is free', () => {
  const held = servingWith({ environment: 'staging', kind: 'nobody', heldBy: 'cart' });

  const holders = holdersIn([flagWith('checkout', { environments: [servingWith({}), held] })]);

  expect([...holders]).toEqual([['staging', 'cart']]);
});

function stateIn(environment: string, ...requires: string[]): FlagState {
  const prerequisites = requires.map((flag) => ({ flag, variants: ['on'] }));
  return { environment, config: { prerequisites } } as unknown as FlagState;
}

test('only where a flag requires others is asked what holds it, where one looks before the rest', () => {
  const [production, staging, test] = [
    stateIn('production', 'cart'),
    stateIn('staging'),
    stateIn('test', 'cart'),
  ];

  expect(requiringPlaces(production, [staging, production, test])).toEqual({
    first: ['production'],
    others: ['test'],
  });
  expect(requiringPlaces(staging, [])).toEqual({ first: [], others: [] });
});
