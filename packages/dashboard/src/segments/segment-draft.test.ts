import { describe, expect, test } from 'vitest';
import { keysProblem, mergeSegments, type SegmentForm, withKeys, withoutKeys } from './segment-draft.ts';

const plan = (value: string) => ({
  conditions: [{ attribute: 'plan', operator: 'equals' as const, values: [value] }],
});
const form = (
  content: Partial<SegmentForm['content']> = {},
  more: Partial<SegmentForm> = {},
): SegmentForm => ({
  name: 'Beta',
  description: '',
  content: { include: [], exclude: [], rules: [], ...content },
  ...more,
});

describe('my edits on top of theirs', () => {
  test('keys that both added are all there, and keys that either removed are gone', () => {
    const base = form({ include: ['a', 'b', 'c'], exclude: ['x'] });
    const mine = form({ include: ['a', 'c', 'mine'], exclude: ['x', 'y'] });
    const theirs = form({ include: ['b', 'c', 'theirs'], exclude: [] });

    const merged = mergeSegments({ base, mine }, theirs, 'theirs');

    expect(merged.form.content).toMatchObject({ include: ['c', 'theirs', 'mine'], exclude: ['y'] });
    expect(merged.clashes).toEqual([]);
  });

  test('what only one has changed is taken', () => {
    const base = form({ rules: [plan('pro')] });
    const mine = form({ rules: [plan('pro')] }, { name: 'Beta customers' });
    const theirs = form({ rules: [plan('team')] });

    const merged = mergeSegments({ base, mine }, theirs, 'mine');

    expect(merged.form).toEqual(form({ rules: [plan('team')] }, { name: 'Beta customers' }));
    expect(merged.clashes).toEqual([]);
  });

  test.each([
    { side: 'mine', kept: 'team' },
    { side: 'theirs', kept: 'free' },
  ] as const)('where both wrote rules anew, those of $side are kept when asked', ({ side, kept }) => {
    const base = form({ rules: [plan('pro')] });

    const merged = mergeSegments(
      { base, mine: form({ rules: [plan('team')] }) },
      form({ rules: [plan('free')] }),
      side,
    );

    expect(merged.form.content.rules).toEqual([plan(kept)]);
    expect(merged.clashes).toEqual(['rules']);
  });

  test('the same edit by both is no clash', () => {
    const edited = form({ rules: [plan('team')] }, { description: 'New' });

    expect(mergeSegments({ base: form(), mine: edited }, edited, 'mine')).toEqual({
      form: edited,
      clashes: [],
    });
  });
});

describe('listed keys', () => {
  test('are added once, at the end', () =>
    expect(withKeys(['a', 'b'], ['b', 'c', 'c'])).toEqual(['a', 'b', 'c']));
  test('are removed all at once', () => expect(withoutKeys(['a', 'b', 'c'], ['c', 'a', 'z'])).toEqual(['b']));
});

describe('what is wrong with lists of keys', () => {
  test.each([
    { what: 'a key too long', content: { include: ['k'.repeat(501)] }, problem: 'at most 500 characters' },
    {
      what: 'too many keys',
      content: { exclude: Array.from({ length: 100_001 }, (_, index) => String(index)) },
      problem: 'at most 100,000 keys',
    },
  ])('$what', ({ content, problem }) => expect(keysProblem(form(content).content)).toContain(problem));

  test('is nothing in an empty segment', () => expect(keysProblem(form().content)).toBeNull());
});
