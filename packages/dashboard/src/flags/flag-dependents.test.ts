import type { FlagState } from '@slipway/api';
import { expect, test } from 'vitest';
import { dependentsOf } from './flag-dependents.ts';

function state(flag: string, environment: string, requires: readonly string[]): FlagState {
  const prerequisites = requires.map((one) => ({ flag: one, variants: ['on'] }));
  return { flag, environment, config: { prerequisites } } as unknown as FlagState;
}

test('names who requires a flag, once, with every environment', () => {
  const states = [
    state('checkout', 'production', ['cart']),
    state('checkout', 'staging', ['cart', 'search']),
    state('search', 'production', ['checkout']),
  ];

  expect(dependentsOf(states, 'cart')).toEqual([
    { key: 'checkout', environments: ['production', 'staging'] },
  ]);
  expect(dependentsOf(states, 'banner')).toEqual([]);
});
