import { expect, test } from 'vitest';
import { countsOf, filtered } from './hosted-filter.ts';
import type { Hosted } from './run-words.ts';

const hosted = (key: string, state: string, createdBy: string, branch: string): Hosted =>
  ({
    key,
    name: key,
    run: { state, createdBy, blueprint: 'shop', revisions: null, asked: { services: { web: { branch } } } },
  }) as unknown as Hosted;
const all = [
  hosted('checkout', 'ready', 'Developer', 'feature/new-checkout'),
  hosted('catalogue', 'building', 'Owner', 'feature/catalogue'),
  hosted('slow', 'failed', 'Owner', 'fix/slow-page'),
];
const everything = { q: '', show: 'all', by: null } as const;

test.each([
  { by: 'nothing', filter: {}, keys: ['checkout', 'catalogue', 'slow'] },
  { by: 'words of a branch', filter: { q: 'FEATURE web' }, keys: ['checkout', 'catalogue'] },
  { by: 'a person', filter: { by: 'Owner' }, keys: ['catalogue', 'slow'] },
  { by: 'what moves', filter: { show: 'moving' as const }, keys: ['catalogue'] },
  { by: 'what failed', filter: { show: 'failed' as const, by: 'Developer' }, keys: [] },
])('filtered by $by', ({ filter, keys }) => {
  expect(filtered(all, { ...everything, ...filter }).map(({ key }) => key)).toEqual(keys);
});

test('counts of states go by the other filters', () => {
  const counts = countsOf(all, { ...everything, by: 'Owner', show: 'failed' });

  expect(counts).toEqual({ all: 2, ready: 0, moving: 1, failed: 1, sleeping: 0 });
});
