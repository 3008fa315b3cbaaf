import { FlagConfig } from '@slipway/api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathText, shapeIssues } from './config-shape.ts';

const config: FlagConfig = {
  enabled: true,
  schedule: [{ at: 5, enabled: false }],
  offVariant: 'off',
  safeVariant: null,
  prerequisites: [{ flag: 'cart', variants: ['on'] }],
  targets: [{ variant: 'on', keys: ['u1'] }],
  rules: [
    {
      id: 'r1',
      from: null,
      until: 9,
      conditions: [
        { segment: 'internal', negate: true },
        { attribute: 'plan', operator: 'one-of', values: ['pro', 5, true], ignoreCase: true },
      ],
      serve: {
        split: {
          by: 'company',
          salt: 's',
          algorithm: 1,
          weights: [
            ['on', 1],
            ['off', 99_999],
          ],
        },
      },
    },
  ],
  fallthrough: { variant: 'off' },
};

/** The config with another value at a path. */
function changed(value: unknown, [key, ...rest]: readonly PropertyKey[], to: unknown): unknown {
  if (key === undefined) return to;
  const copy: Record<PropertyKey, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
  copy[key] = changed(copy[key], rest, to);
  return copy;
}

describe('a value', () => {
  test('that is a config is one', () => expect(shapeIssues(config)).toEqual([]));

  test('that is only unfinished can be shown', () => {
    const unfinished = changed(config, ['rules', 0, 'conditions', 1, 'attribute'], '');

    expect(shapeIssues(unfinished)).toEqual([]);
  });

  test.each<{ path: PropertyKey[]; to: unknown; at: string; says: RegExp }>([
    { path: ['enabled'], to: 'yes', at: 'enabled', says: /true or false/ },
    { path: ['more'], to: 1, at: 'more', says: /not known/ },
    { path: ['fallthrough'], to: {}, at: 'fallthrough', says: /"variant" is missing/ },
    {
      path: ['rules', 0, 'conditions', 1, 'operator'],
      to: 'like',
      at: 'rules[0].conditions[1].operator',
      says: /operator/,
    },
    {
      path: ['rules', 0, 'serve', 'split', 'weights', 1],
      to: ['off'],
      at: 'rules[0].serve.split.weights[1]',
      says: /two values/,
    },
    { path: ['targets', 0, 'keys'], to: 'u1', at: 'targets[0].keys', says: /list/ },
    { path: ['schedule', 0, 'at'], to: 1.5, at: 'schedule[0].at', says: /whole number/ },
    { path: [], to: null, at: '', says: /object/ },
  ])('is told at "$at"', ({ path, to, at, says }) => {
    const issues = shapeIssues(changed(config, path, to));

    expect(issues.map(({ keys }) => pathText(keys))).toEqual([at]);
    expect(issues[0]?.message).toMatch(says);
  });
});

describe('law', () => {
  const anywhere = fc.constantFrom<PropertyKey[]>(
    ...[
      'enabled',
      'schedule',
      'offVariant',
      'safeVariant',
      'prerequisites',
      'targets',
      'rules',
      'fallthrough',
      'new',
    ].map((name) => [name]),
    ['schedule', 0, 'at'],
    ['prerequisites', 0, 'variants'],
    ['targets', 0, 'keys', 0],
    ['rules', 0, 'id'],
    ['rules', 0, 'from'],
    ['rules', 0, 'conditions', 0],
    ['rules', 0, 'conditions', 0, 'negate'],
    ['rules', 0, 'conditions', 1, 'values'],
    ['rules', 0, 'conditions', 1, 'values', 0],
    ['rules', 0, 'serve'],
    ['rules', 0, 'serve', 'split', 'algorithm'],
    ['rules', 0, 'serve', 'split', 'weights'],
    ['fallthrough', 'variant'],
  );

  test('whatever the contract accepts can be shown, and what cannot be shown it refuses', () => {
    fc.assert(
      fc.property(anywhere, fc.jsonValue({ maxDepth: 2 }), (path, to) => {
        const value = changed(config, path, to);
        const isAccepted = FlagConfig.safeParse(value).success;
        expect(isAccepted && shapeIssues(value).length > 0).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
