import type { Branch } from '@slipway/api';
import { expect, test } from 'vitest';
import { together } from './shared-branches.ts';

const branch = (name: string, minute: number): Branch => ({
  name,
  commit: 'a'.repeat(40),
  subject: '',
  author: 'Developer',
  committedAt: new Date(minute * 60_000).toISOString(),
  isDefault: false,
});

test('branches that more services have come first, then the latest', () => {
  const all = [
    { service: 'web', branches: [branch('only-web', 9), branch('both', 1), branch('old', 2)], error: null },
    { service: 'api', branches: [branch('both', 5)], error: null },
  ];

  const found = together(all);

  expect(found.map(({ branch: { name }, services }) => [name, services.join(' ')])).toEqual([
    ['both', 'web api'],
    ['only-web', 'web'],
    ['old', 'web'],
  ]);
  expect(found[0]?.branch.committedAt).toBe(new Date(5 * 60_000).toISOString());
});
