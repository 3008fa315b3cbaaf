import { operatorNames } from '@slipway/api';
import { operators } from '@slipway/engine';
import { expect, test } from 'vitest';

test('the contract takes exactly the operators that the engine knows', () => {
  expect([...operatorNames]).toEqual([...operators]);
});
