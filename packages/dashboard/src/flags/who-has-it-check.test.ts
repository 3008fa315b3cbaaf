import { expect, test } from 'vitest';
import { contextOf } from './who-has-it-check.ts';

test.each([
  { attribute: 'plan', text: ' pro ', types: ['string'], context: { plan: 'pro' } },
  { attribute: 'age', text: '41', types: ['number'], context: { age: 41 } },
  { attribute: 'age', text: 'old', types: ['number'], context: { age: 'old' } },
  { attribute: 'beta', text: 'false', types: ['boolean'], context: { beta: false } },
  { attribute: 'zip', text: '0041', types: ['number', 'string'], context: { zip: '0041' } },
  { attribute: 'teams', text: 'web, api', types: ['array'], context: { teams: ['web', 'api'] } },
  { attribute: 'targetingKey', text: 'u7', types: [], context: { targetingKey: 'u7' } },
  { attribute: ' ', text: 'u7', types: [], context: null },
  { attribute: 'plan', text: ' ', types: [], context: null },
])('given $attribute = "$text" seen as $types', ({ attribute, text, types, context }) =>
  expect(contextOf(attribute, text, types)).toEqual(context),
);
