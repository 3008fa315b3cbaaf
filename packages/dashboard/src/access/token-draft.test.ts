import { expect, test } from 'vitest';
import { tokenDraft } from './token-draft.ts';

const rights = { role: 'releaser', grants: [{ permission: 'flag:kill' }], environments: [] } as const;
const form = {
  name: ' web ',
  environment: 'production',
  days: '',
  rights: { ...rights, grants: [...rights.grants], environments: [] },
  now: 0,
};

test.each([
  { purpose: 'server', expected: { name: 'web', scope: 'server', environment: 'production' } },
  { purpose: 'client', expected: { name: 'web', scope: 'client', environment: 'production' } },
  { purpose: 'deploy', expected: { name: 'web', scope: 'deploy' } },
  {
    purpose: 'account',
    expected: { name: 'web', scope: 'admin', role: 'releaser', grants: [{ permission: 'flag:kill' }] },
  },
] as const)('given the purpose $purpose, asks for exactly that', ({ purpose, expected }) =>
  expect(tokenDraft({ ...form, purpose })).toEqual(expected),
);

test('given a lifetime in days, it ends then', () => {
  const draft = tokenDraft({ ...form, purpose: 'deploy', days: '30' });

  expect(draft.expiresAt).toBe('1970-01-31T00:00:00.000Z');
});
