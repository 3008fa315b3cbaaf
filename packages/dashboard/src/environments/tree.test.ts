import { describe, expect, test } from 'vitest';
import { basesOf, followersOf, possibleBases, treeOf } from './tree.ts';

const places = [
  { key: 'production', base: null },
  { key: 'staging', base: null },
  { key: 'review', base: 'staging' },
  { key: 'demo', base: 'production' },
  { key: 'review-two', base: 'review' },
  { key: 'stray', base: 'hidden' },
];
const keysOf = (found: readonly { key: string }[]): string[] => found.map(({ key }) => key);

describe('environments as a tree', () => {
  test('overlays come below their bases, in the order given', () => {
    const rows = treeOf(places).map(({ place, depth }) => `${'-'.repeat(depth)}${place.key}`);

    expect(rows).toEqual(['production', '-demo', 'staging', '-review', '--review-two', 'stray']);
  });

  test('bases are told from the nearest on', () => {
    expect(keysOf(basesOf(places, 'review-two'))).toEqual(['review', 'staging']);
    expect(basesOf(places, 'stray')).toEqual([]);
  });

  test('bases that follow each other come to an end', () => {
    const round = [
      { key: 'a', base: 'b' },
      { key: 'b', base: 'a' },
    ];

    expect(keysOf(basesOf(round, 'a'))).toEqual(['b', 'a']);
  });

  test('followers are found at any distance', () => {
    expect(keysOf(followersOf(places, 'staging'))).toEqual(['review', 'review-two']);
  });

  test('an environment can follow neither itself nor what follows it', () => {
    expect(keysOf(possibleBases(places, 'review'))).toEqual(['production', 'staging', 'demo', 'stray']);
    expect(possibleBases(places, null)).toHaveLength(places.length);
  });
});
