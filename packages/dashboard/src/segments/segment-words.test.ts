import type { FlagConfig, SegmentContent } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { keyProblem, membersWords, segmentsUsing, sizeWords, sourceWords, usesOf } from './segment-words.ts';

const content = (parts: Partial<SegmentContent>): SegmentContent => ({
  include: [],
  exclude: [],
  rules: [],
  ...parts,
});
const rule = (...segments: string[]) => ({ conditions: segments.map((segment) => ({ segment })) });

describe('the size of a segment', () => {
  test.each([
    { parts: {}, words: 'nobody' },
    { parts: { exclude: ['x'] }, words: 'nobody' },
    { parts: { include: ['a'] }, words: '1 key' },
    {
      parts: { include: ['a', 'b'], rules: [rule('c')], exclude: ['d'] },
      words: '2 keys, 1 rule, 1 left out',
    },
  ])('is "$words"', ({ parts, words }) => expect(sizeWords(content(parts))).toBe(words));
});

describe('who belongs to a segment', () => {
  const staff = {
    conditions: [{ attribute: 'email', operator: 'ends-with' as const, values: ['@academy.example'] }],
  };

  test.each([
    { parts: {}, words: 'Nobody' },
    { parts: { exclude: ['x'] }, words: 'Nobody' },
    { parts: { include: ['u7'] }, words: 'u7' },
    {
      parts: { include: ['u7'], rules: [staff] },
      words: 'Everyone whose email ends with @academy.example, and u7',
    },
    {
      parts: { exclude: ['u9'], rules: [staff, rule('partners')] },
      words:
        'Everyone whose email ends with @academy.example, and everyone in segment partners, but never u9',
    },
  ])('is told as "$words"', ({ parts, words }) => expect(membersWords(content(parts)).text).toBe(words));
});

test.each([
  { state: { source: 'override', inheritedFrom: null }, words: 'Its own' },
  { state: { source: 'base', inheritedFrom: 'staging' }, words: 'As in STAGING' },
  { state: { source: 'default', inheritedFrom: null }, words: 'As defined' },
] as const)('content from $state.source is told as "$words"', ({ state, words }) =>
  expect(sourceWords(state, (key) => key.toUpperCase())).toBe(words),
);

describe('what uses a segment', () => {
  const config = (...rules: { conditions: { segment: string }[] }[]): FlagConfig => ({
    enabled: true,
    schedule: [],
    offVariant: 'off',
    safeVariant: null,
    prerequisites: [],
    targets: [],
    rules: rules.map((one, index) => ({ id: `r${index}`, serve: { variant: 'on' }, ...one })),
    fallthrough: { variant: 'off' },
  });

  test('are flags whose rules ask for it, each once', () => {
    const uses = usesOf([
      { flag: 'a', config: config(rule('internal'), rule('internal', 'beta')) },
      { flag: 'b', config: config(rule('beta')) },
      { flag: 'c', config: config() },
    ]);

    expect([...uses]).toEqual([
      ['internal', ['a']],
      ['beta', ['a', 'b']],
    ]);
  });

  test('are segments whose rules ask for it', () => {
    const segments = [
      { key: 'staff', content: content({ rules: [rule('internal')] }) },
      { key: 'beta', content: content({ include: ['internal'] }) },
    ];

    expect(segmentsUsing(segments, 'internal')).toEqual(['staff']);
  });
});

test.each([
  { key: '', problem: null },
  { key: 'beta.Customers_2', problem: null },
  { key: '.beta', problem: 'Use 1–100' },
  { key: 'internal', problem: 'There is a segment "internal" already.' },
])('given the key "$key", says $problem', ({ key, problem }) => {
  const said = keyProblem(key, new Set(['internal']));

  if (problem === null) expect(said).toBeNull();
  else expect(said).toContain(problem);
});
