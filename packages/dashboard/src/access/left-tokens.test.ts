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

const invitation = (email: string) => ({ id: '1', email, project: 'academy', role: 'viewer' as const });

test.each([
  { given: 'none', revoked: [], kept: [], invited: [], expected: null },
  { given: 'a service account', revoked: ['ci'], kept: [], invited: [], expected: 'Revoked: ci.' },
  {
    given: 'invitations',
    revoked: [],
    kept: [],
    invited: ['grace@example.com', 'alan@example.com'],
    expected: 'Invitations withdrawn: grace@example.com, alan@example.com.',
  },
  {
    given: 'every kind',
    revoked: ['ci', 'nightly'],
    kept: ['web'],
    invited: ['grace@example.com'],
    expected:
      'Revoked: ci, nightly. Still in use, to be replaced: web. Invitations withdrawn: grace@example.com.',
  },
])('given $given, says what becomes of them', ({ revoked, kept, invited, expected }) =>
  expect(
    leftTokensWords({
      revoked: revoked.map(token),
      kept: kept.map(token),
      withdrawnInvitations: invited.map(invitation),
    }),
  ).toBe(expected),
);
