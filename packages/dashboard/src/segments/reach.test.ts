import type { SegmentContent } from '@slipway/api';
import { describe, expect, test } from 'vitest';
import { inheritedContent, reachOf } from './reach.ts';

const places = [
  { key: 'production', base: null },
  { key: 'staging', base: null },
  { key: 'team', base: 'staging' },
  { key: 'review', base: 'team' },
];
const content = (key: string): SegmentContent => ({ include: [key], exclude: [], rules: [] });
const states = (...own: string[]) =>
  new Map(
    places.map(({ key, base }) => [
      key,
      {
        state: {
          source: own.includes(key)
            ? ('override' as const)
            : base === null
              ? ('default' as const)
              : ('base' as const),
          content: content(key),
        },
      },
    ]),
  );
const keysOf = (found: readonly { key: string }[]): string[] => found.map(({ key }) => key);

describe('whom an edit reaches', () => {
  test.each([
    { edited: null, own: [], reached: ['production', 'staging', 'team', 'review'] },
    { edited: null, own: ['staging'], reached: ['production'] },
    { edited: null, own: ['team'], reached: ['production', 'staging'] },
    { edited: 'staging', own: [], reached: ['staging', 'team', 'review'] },
    { edited: 'staging', own: ['team'], reached: ['staging'] },
    { edited: 'team', own: ['staging', 'team'], reached: ['team', 'review'] },
    { edited: 'review', own: [], reached: ['review'] },
  ])('of $edited, with own content in $own, is $reached', ({ edited, own, reached }) =>
    expect(keysOf(reachOf(edited, places, states(...own)))).toEqual(reached),
  );
});

describe('what an environment has without its own', () => {
  test('is the definition where it has no base', () =>
    expect(inheritedContent({ base: null }, content('defined'), states())).toEqual(content('defined')));

  test('is its base’s otherwise', () =>
    expect(inheritedContent({ base: 'staging' }, content('defined'), states())).toEqual(content('staging')));

  test('is unknown while the base’s is not read', () =>
    expect(inheritedContent({ base: 'gone' }, content('defined'), states())).toBeNull());
});
