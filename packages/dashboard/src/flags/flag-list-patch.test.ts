import type { FlagOverview } from '@slipway/api';
import { expect, test } from 'vitest';
import { flagWith, servingWith } from './fixtures.ts';
import { chunks, createGatherer, patched, withDependents } from './flag-list-patch.ts';

const rowOf = (key: string, name = key) => flagWith(key, { name });

const rows = ['a', 'c', 'e'].map((key) => rowOf(key));

test('a row that came back takes its place, the others stay the same objects', () => {
  const next = patched(rows, ['c'], [rowOf('c', 'changed')]);

  expect(next.map(({ name }) => name)).toEqual(['a', 'changed', 'e']);
  expect(next[0]).toBe(rows[0]);
});

test('a row that did not come back is gone: archived, or renamed by nobody', () => {
  expect(patched(rows, ['c', 'x'], []).map(({ key }) => key)).toEqual(['a', 'e']);
});

test('a new row stands in the order of the server', () => {
  const next = patched(rows, ['B', 'd'], [rowOf('d'), rowOf('B')]);

  expect(next.map(({ key }) => key)).toEqual(['B', 'a', 'c', 'd', 'e']);
});

test('what comes to require a changed flag is read again with it, cycles or not', () => {
  const requiring = (key: string, ...requires: string[]): FlagOverview => ({
    ...rowOf(key),
    environments: [servingWith({}), servingWith({ environment: 'staging', requires })],
  });
  const all = [
    requiring('checkout', 'cart', 'ring'),
    requiring('cart', 'base'),
    requiring('ring', 'checkout'),
    rowOf('base'),
    requiring('other', 'elsewhere'),
  ];

  expect(withDependents(all, ['base']).sort()).toEqual(['base', 'cart', 'checkout', 'ring']);
  expect(withDependents(all, ['nothing'])).toEqual(['nothing']);
});

test('a burst is one batch, and what comes meanwhile is the next one', async () => {
  const later: (() => void)[] = [];
  const batches: string[][] = [];
  const gates: (() => void)[] = [];
  const gatherer = createGatherer(
    (keys) => {
      batches.push(keys);
      return new Promise((resolve) => gates.push(resolve));
    },
    (go) => later.push(go),
  );

  void gatherer.add(['a']);
  const first = gatherer.add(['b', 'a']);
  later.shift()?.();
  const second = gatherer.add(['a']);
  const isEarly = later.length > 0;
  gates.shift()?.();
  await first;
  later.shift()?.();
  gates.shift()?.();
  await second;

  expect(isEarly).toBe(false);
  expect(batches).toEqual([['a', 'b'], ['a']]);
});

test('parts hold at most so many, in order', () => {
  expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunks([], 2)).toEqual([]);
});
