import { expect, test } from 'vitest';
import { nameOfRepository } from './repository.ts';

test.each([
  ['https://git.example.com/shop/web.git', 'web'],
  ['git@git.example.com:shop/api.git', 'api'],
  ['git@git.example.com:api.git', 'api'],
  ['ssh://git@git.example.com/shop/jobs/', 'jobs'],
  ['apps/admin', 'admin'],
  ['', ''],
])('"%s" is called "%s"', (repository, name) => {
  expect(nameOfRepository(repository)).toBe(name);
});
