import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filled, spanOf } from './spans.ts';

const MINUTE_MS = 60_000;
const now = Date.parse('2026-11-23T14:07:31.250Z');

describe('a span', () => {
  test.each([
    { hours: 1, minutes: 1, points: 60, from: '2026-11-23T13:08:00.000Z' },
    { hours: 2, minutes: 1, points: 120, from: '2026-11-23T12:08:00.000Z' },
    { hours: 3, minutes: 5, points: 36, from: '2026-11-23T11:10:00.000Z' },
    { hours: 10, minutes: 5, points: 120, from: '2026-11-23T04:10:00.000Z' },
    { hours: 24, minutes: 15, points: 96, from: '2026-11-22T14:15:00.000Z' },
    { hours: 31, minutes: 60, points: 31, from: '2026-11-22T08:00:00.000Z' },
    { hours: 121, minutes: 360, points: 21, from: '2026-11-18T12:00:00.000Z' },
    { hours: 720, minutes: 360, points: 120, from: '2026-10-24T18:00:00.000Z' },
  ])('of $hours hours has $points steps of $minutes minutes', ({ hours, minutes, points, from }) => {
    expect(spanOf(hours, now)).toEqual({ from: new Date(from), stepMs: minutes * MINUTE_MS, points });
  });

  test('has 120 steps or fewer, of which the last holds now', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 720 }), fc.integer({ min: 0, max: 4e12 }), (hours, at) => {
        const { from, stepMs, points } = spanOf(hours, at);
        const last = from.getTime() + (points - 1) * stepMs;
        expect(points).toBeLessThanOrEqual(120);
        expect(last <= at && at < last + stepMs).toBe(true);
        expect(at - from.getTime()).toBeGreaterThan(hours * 60 * MINUTE_MS - stepMs);
      }),
    );
  });
});

test('steps without a value are zero', () => {
  const values = [
    [1, 7],
    [3, 2],
    [9, 1],
  ] as const;

  expect(filled(4, values)).toEqual([0, 7, 0, 2]);
});
