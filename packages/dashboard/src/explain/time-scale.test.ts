import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest, neighbour, scaleOf } from './time-scale.ts';

const HOUR = 3_600_000;

describe('a track of time', () => {
  test('begins at the first instant and ends at the last', () => {
    const { from, until, positionOf } = scaleOf([3 * HOUR, HOUR, 9 * HOUR]);

    expect([from, until]).toEqual([HOUR, 9 * HOUR]);
    expect([positionOf(HOUR), positionOf(9 * HOUR)]).toEqual([0, 1]);
  });

  test('holds instants beyond its ends at the ends', () => {
    const { positionOf, instantAt } = scaleOf([HOUR, 2 * HOUR]);

    expect([positionOf(0), positionOf(3 * HOUR)]).toEqual([0, 1]);
    expect([instantAt(-1), instantAt(2)]).toEqual([HOUR, 2 * HOUR]);
  });

  test('keeps changes that followed each other at once apart', () => {
    const changes = [0, 5, 9, 30 * 24 * HOUR];

    const { positionOf } = scaleOf(changes);

    const gaps = changes.slice(1).map((at, index) => positionOf(at) - positionOf(changes[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(0.15);
    expect(gaps[2]).toBe(Math.max(...gaps));
  });

  test('one instant alone is at the start', () => {
    const { positionOf, instantAt } = scaleOf([HOUR]);

    expect([positionOf(HOUR), instantAt(0.7)]).toEqual([0, HOUR]);
  });

  test('a position leads back to its instant, and later is further right', () => {
    const instants = fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(instants, fc.double({ min: 0, max: 1, noNaN: true }), (nodes, share) => {
        const { from, until, positionOf, instantAt } = scaleOf(nodes);
        const at = Math.round(from + (until - from) * share);
        expect(Math.abs(instantAt(positionOf(at)) - at)).toBeLessThanOrEqual(1 + (until - from) * 1e-9);
        expect(positionOf(at)).toBeLessThanOrEqual(positionOf(at + HOUR));
      }),
    );
  });
});

describe('stepping from mark to mark', () => {
  test.each([
    { at: 15, direction: 1, expected: 20 },
    { at: 20, direction: 1, expected: 30 },
    { at: 20, direction: -1, expected: 10 },
    { at: 30, direction: 1, expected: null },
    { at: 10, direction: -1, expected: null },
  ] as const)('from $at in direction $direction comes $expected', ({ at, direction, expected }) =>
    expect(neighbour([10, 20, 30], at, direction)).toBe(expected),
  );
});

test.each([
  { position: 0.49, expected: 50 },
  { position: 0.4, expected: null },
])('a pointer at $position means $expected', ({ position, expected }) => {
  const marks = [0, 50, 100];

  expect(nearest(marks, scaleOf(marks), position, 0.02)).toBe(expected);
});
