import { expect, test } from 'vitest';
import { leftTokensWords } from './left-tokens.ts';

const token = (name: string) => ({
  id: '1',
  name,
  project: 'academy',
  scope: 'admin' as const,
  role: null,
  environment: null,
});

test.each([
  { given: 'none', revoked: [], kept: [], expected: null },
  { given: 'a service account', revoked: ['ci'], kept: [], expected: 'Revoked: ci.' },
  {
    given: 'both kinds',
    revoked: ['ci', 'nightly'],
    kept: ['web'],
    expected: 'Revoked: ci, nightly. Still in use, to be replaced: web.',
  },
])('given $given, says what becomes of them', ({ revoked, kept, expected }) =>
  expect(leftTokensWords({ revoked: revoked.map(token), kept: kept.map(token) })).toBe(expected),
);
