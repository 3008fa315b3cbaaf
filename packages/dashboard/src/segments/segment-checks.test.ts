import { expect, test } from 'vitest';
import { checkContent } from './segment-checks.ts';

const content = (condition: Parameters<typeof checkContent>[0]['rules'][number]['conditions'][number]) => ({
  include: [],
  exclude: [],
  rules: [{ conditions: [condition] }],
});

test.each([
  { what: 'no segment chosen', condition: { segment: '' }, path: 'segment', message: 'Choose a segment.' },
  {
    what: 'an unknown segment',
    condition: { segment: 'gone' },
    path: 'segment',
    message: 'There is no segment',
  },
  {
    what: 'no attribute',
    condition: { attribute: '', operator: 'exists' as const },
    path: 'attribute',
    message: 'Name an attribute',
  },
  {
    what: 'no value',
    condition: { attribute: 'plan', operator: 'one-of' as const, values: [] },
    path: 'values',
    message: 'at least one value',
  },
])('given $what, says so in its place, once', ({ condition, path, message }) => {
  const issues = checkContent(content(condition), ['internal']);

  expect(issues).toEqual([
    { path: `rules[0].conditions[0].${path}`, message: expect.stringContaining(message) },
  ]);
});

test('given nothing wrong, says nothing', () => {
  expect(checkContent(content({ segment: 'internal' }), ['internal'])).toEqual([]);
});
