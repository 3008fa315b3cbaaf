import type { FlagConfig } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { checkConfig, type Surroundings } from './config-checks.ts';
import { below, messageAt } from './config-issues.ts';

const config: FlagConfig = {
  enabled: true,
  schedule: [],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [{ flag: 'unknown-here', variants: ['on'] }],
  targets: [],
  rules: [],
  fallthrough: { variant: 'on' },
};
const surroundings: Surroundings = {
  flag: { type: 'boolean', variants: { on: true, off: false } },
  segmentKeys: ['internal'],
};
const asking = (...conditions: FlagConfig['rules'][number]['conditions']): FlagConfig => ({
  ...config,
  rules: [{ id: 'r1', conditions, serve: { variant: 'on' } }],
});

describe('a config', () => {
  test('with flags that only the server knows is right', () => {
    expect(checkConfig(config, surroundings)).toEqual([]);
  });

  test.each([
    {
      given: asking({ attribute: '', operator: 'equals', values: ['x'] }),
      path: 'rules[0].conditions[0].attribute',
      says: 'Name an attribute.',
    },
    {
      given: asking({ attribute: 'plan', operator: 'one-of', values: [] }),
      path: 'rules[0].conditions[0].values',
      says: 'Give a value.',
    },
    { given: asking({ segment: '' }), path: 'rules[0].conditions[0].segment', says: 'Choose a segment.' },
    { given: asking({ segment: 'gone' }), path: 'rules[0].conditions[0].segment', says: /no segment "gone"/ },
    {
      given: { ...config, prerequisites: [{ flag: 'cart', variants: [] }] },
      path: 'prerequisites[0].variants',
      says: /are accepted/,
    },
    { given: { ...config, offVariant: 'gone' }, path: 'offVariant', says: /no variant "gone"/ },
  ])('is told once at $path', ({ given, path, says }) => {
    const issues = checkConfig(given, surroundings);

    expect(issues.filter((issue) => issue.path.startsWith(path))).toHaveLength(1);
    expect(messageAt(issues, path)).toMatch(says);
  });

  test('is not blamed for segments that are not read yet', () => {
    expect(checkConfig(asking({ segment: 'later' }), { ...surroundings, segmentKeys: null })).toEqual([]);
  });
});

test('issues are found by rung, and not those of another whose name begins alike', () => {
  const issues = [
    { path: 'rules[1].serve', message: 'a' },
    { path: 'rules[10].serve', message: 'b' },
    { path: 'rules[1]', message: 'c' },
  ];

  expect(below(issues, 'rules[1]').map(({ path }) => path)).toEqual(['.serve', '']);
  expect(messageAt(issues, 'rules[1]')).toBe('a c');
  expect(messageAt(issues, 'rules[2]')).toBeNull();
});
