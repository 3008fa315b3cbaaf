import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant, parseInstant } from './rfc3339.ts';

const instant = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });

describe('an instant', () => {
  test('is written as Date writes it', () => {
    fc.assert(
      fc.property(instant, (at) => {
        expect(formatInstant(at)).toBe(new Date(at).toISOString());
      }),
    );
  });

  test('is read back as it was written, with any offset', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -1439, max: 1439 }), (at, offset) => {
        const local = formatInstant(at + offset * 60_000).replace('Z', offsetText(offset));

        expect(local.endsWith('ms') || parseInstant(local) === at).toBe(true);
      }),
    );
  });

  test.each([
    { text: '2026-11-23T12:00:00Z', expected: Date.UTC(2026, 10, 23, 12) },
    { text: '2026-11-23T12:00:00.5Z', expected: Date.UTC(2026, 10, 23, 12, 0, 0, 500) },
    { text: '2026-11-23T12:00:00.123456789Z', expected: Date.UTC(2026, 10, 23, 12, 0, 0, 123) },
    { text: '2026-11-23T12:00:00-00:00', expected: Date.UTC(2026, 10, 23, 12) },
    { text: '2000-02-29T23:59:59+14:00', expected: Date.UTC(2000, 1, 29, 9, 59, 59) },
    { text: '1990-12-31T23:59:60Z', expected: Date.UTC(1991, 0, 1) },
    { text: '1900-02-29T00:00:00Z', expected: null },
    { text: '2026-00-10T00:00:00Z', expected: null },
    { text: '2026-01-00T00:00:00Z', expected: null },
    { text: '2026-01-01T00:60:00Z', expected: null },
    { text: '2026-01-01T00:00:61Z', expected: null },
    { text: '2026-01-01T00:00:00+24:00', expected: null },
    { text: '2026-01-01T00:00:00+0100', expected: null },
    { text: '2026-01-01T00:00:00.Z', expected: null },
    { text: '+02026-01-01T00:00:00Z', expected: null },
    { text: ` 2026-01-01T00:00:00Z`, expected: null },
    { text: `2026-01-01T00:00:00Z\n`, expected: null },
  ])('"$text" is $expected', ({ text, expected }) => {
    expect(parseInstant(text)).toBe(expected);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, 253_402_300_800_000])('%d has no date', (at) => {
    expect(formatInstant(at)).toBe(`${at} ms`);
  });
});

function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
