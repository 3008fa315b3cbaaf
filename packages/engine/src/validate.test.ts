import { describe, expect, test } from 'vitest';
import { regex, rulesetOf } from '../../../test/support/spec.ts';
import {
  type Condition,
  type Flag,
  type Issue,
  type Rule,
  type Serve,
  validateFlag,
  validateSegment,
} from './index.ts';

const rule: Rule = { id: 'r1', conditions: [], serve: { variant: 'on' } };

function issuesOf(flag: Partial<Flag>): Issue[] {
  const { flags } = rulesetOf({ flags: { flag, base: {} } });
  const { flag: whole } = flags;
  return whole === undefined ? [] : validateFlag(whole, { flags, segmentKeys: ['internal'], regex });
}

function splitting(weights: [string, number][]): Serve {
  return { split: { by: 'targetingKey', salt: 's', algorithm: 1, weights } };
}

function asking(condition: object): Partial<Flag> {
  return { rules: [{ ...rule, conditions: [condition as Condition] }] };
}

describe('a flag', () => {
  test('that means something has no issues', () => {
    const conditions: Condition[] = [
      { segment: 'internal' },
      { attribute: 'ip', operator: 'in-cidr', values: ['10.0.0.0/8'] },
    ];
    const flag: Partial<Flag> = {
      prerequisites: [{ flag: 'base', variants: ['on'] }],
      rules: [{ ...rule, conditions, from: 1, until: 2 }],
      fallthrough: splitting([
        ['on', 1],
        ['off', 99_999],
      ]),
    };

    expect(issuesOf(flag)).toEqual([]);
  });

  test.each<{ flag: Partial<Flag>; path: string; message: RegExp }>([
    {
      flag: { variants: {}, offVariant: 'x', fallthrough: { variant: 'x' } },
      path: 'variants',
      message: /at least one/,
    },
    { flag: { variants: { on: 'yes', off: false } }, path: 'variants.on', message: /type is boolean/ },
    {
      flag: { type: 'object', variants: { on: {}, off: null } },
      path: 'variants.off',
      message: /type is object/,
    },
    {
      flag: { type: 'number', variants: { on: 1, off: '0' } },
      path: 'variants.off',
      message: /type is number/,
    },
    { flag: { offVariant: 'gone' }, path: 'offVariant', message: /no variant "gone".*on, off/ },
    { flag: { safeVariant: 'gone' }, path: 'safeVariant', message: /no variant/ },
    { flag: { targets: [{ variant: 'gone', keys: [] }] }, path: 'targets[0].variant', message: /no variant/ },
    { flag: { fallthrough: { variant: 'toString' } }, path: 'fallthrough.variant', message: /no variant/ },
    {
      flag: { rules: [rule, { ...rule, id: 'r2', serve: { variant: 'gone' } }] },
      path: 'rules[1].serve.variant',
      message: /no variant/,
    },
    { flag: { rules: [rule, rule] }, path: 'rules[1].id', message: /its own/ },
    { flag: { rules: [{ ...rule, from: 2, until: 2 }] }, path: 'rules[0].until', message: /later "until"/ },
    {
      flag: { prerequisites: [{ flag: 'gone', variants: ['on'] }] },
      path: 'prerequisites[0].flag',
      message: /no flag "gone"/,
    },
    {
      flag: { prerequisites: [{ flag: 'base', variants: ['gone'] }] },
      path: 'prerequisites[0].variants[0]',
      message: /no variant/,
    },
    {
      flag: { prerequisites: [{ flag: 'base', variants: [] }] },
      path: 'prerequisites[0].variants',
      message: /accepted/,
    },
    {
      flag: {
        fallthrough: splitting([
          ['on', 50_000],
          ['off', 49_999],
        ]),
      },
      path: 'fallthrough.split.weights',
      message: /sum to 99999/,
    },
    {
      flag: {
        fallthrough: splitting([
          ['on', 0.5],
          ['off', 99_999.5],
        ]),
      },
      path: 'fallthrough.split.weights[0][1]',
      message: /whole number/,
    },
    {
      flag: {
        fallthrough: splitting([
          ['on', 50_000],
          ['on', 50_000],
        ]),
      },
      path: 'fallthrough.split.weights[1][0]',
      message: /twice/,
    },
    {
      flag: { fallthrough: splitting([['gone', 100_000]]) },
      path: 'fallthrough.split.weights[0][0]',
      message: /no variant/,
    },
    {
      flag: asking({ segment: 'gone' }),
      path: 'rules[0].conditions[0].segment',
      message: /no segment "gone"/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'like', values: ['a'] }),
      path: 'rules[0].conditions[0].operator',
      message: /no operator.*one-of/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'toString', values: ['a'] }),
      path: 'rules[0].conditions[0].operator',
      message: /no operator/,
    },
    {
      flag: asking({ attribute: '', operator: 'exists' }),
      path: 'rules[0].conditions[0].attribute',
      message: /Name an attribute/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'exists', values: [1] }),
      path: 'rules[0].conditions[0].values',
      message: /takes no values/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'equals', values: [] }),
      path: 'rules[0].conditions[0].values',
      message: /exactly one value/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'one-of', values: [] }),
      path: 'rules[0].conditions[0].values',
      message: /at least one value/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'between', values: [1] }),
      path: 'rules[0].conditions[0].values',
      message: /exactly 2 values/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'between', values: [2, 1] }),
      path: 'rules[0].conditions[0].values',
      message: /smaller number first/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'less', values: ['1'] }),
      path: 'rules[0].conditions[0].values[0]',
      message: /Give a number/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'contains', values: ['a', 1] }),
      path: 'rules[0].conditions[0].values[1]',
      message: /Give a string/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'one-of', values: [null] }),
      path: 'rules[0].conditions[0].values[0]',
      message: /string, a number/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'matches', values: ['('] }),
      path: 'rules[0].conditions[0].values[0]',
      message: /RE2/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'semver-less', values: ['v1'] }),
      path: 'rules[0].conditions[0].values[0]',
      message: /semantic version/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'in-cidr', values: ['10.0.0.0/40'] }),
      path: 'rules[0].conditions[0].values[0]',
      message: /IPv4 or IPv6 network/,
    },
    {
      flag: asking({ attribute: 'x', operator: 'before', values: ['2026-13-01T00:00:00Z'] }),
      path: 'rules[0].conditions[0].values[0]',
      message: /RFC 3339/,
    },
    { flag: asking({ attribute: '\ud800', operator: 'exists' }), path: '', message: /unpaired surrogate/ },
  ])('is told at $path: $message', ({ flag, path, message }) => {
    const issues = issuesOf(flag);

    expect(issues.map((issue) => issue.path)).toContain(path);
    expect(issues.find((issue) => issue.path === path)?.message).toMatch(message);
  });

  test('is told everything at once', () => {
    const paths = issuesOf({ offVariant: 'gone', safeVariant: 'gone', fallthrough: { variant: 'gone' } }).map(
      ({ path }) => path,
    );

    expect(paths).toEqual(['offVariant', 'safeVariant', 'fallthrough.variant']);
  });
});

test('a segment is told what its conditions lack', () => {
  const segment = {
    include: [],
    exclude: [],
    rules: [{ conditions: [] }, { conditions: [{ segment: 'gone' }] }],
  };

  expect(validateSegment(segment, { segmentKeys: [], regex })).toEqual([
    {
      path: 'rules[1].conditions[0].segment',
      message: 'There is no segment "gone". Create it first or name another.',
      missing: 'segment',
    },
  ]);
});
