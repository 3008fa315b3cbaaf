import { describe, expect, test } from 'vitest';
import { meaningOf, nextHour, wallText } from './wall-time.ts';

const berlin = 'Europe/Berlin';
const utc = (text: string): number => Date.parse(`${text}Z`);

describe('a wall clock', () => {
  test.each([
    { text: '2026-11-27T14:00', zone: berlin, expected: { kind: 'once', at: utc('2026-11-27T13:00') } },
    { text: '2026-07-01T14:00', zone: berlin, expected: { kind: 'once', at: utc('2026-07-01T12:00') } },
    {
      text: '2026-10-25T02:30',
      zone: berlin,
      expected: { kind: 'twice', earlier: utc('2026-10-25T00:30'), later: utc('2026-10-25T01:30') },
    },
    { text: '2026-03-29T02:30', zone: berlin, expected: { kind: 'never', next: utc('2026-03-29T01:00') } },
    { text: '2026-03-29T03:00', zone: berlin, expected: { kind: 'once', at: utc('2026-03-29T01:00') } },
    // A gap of half an hour, which a whole hour would jump over.
    {
      text: '2026-10-04T02:15',
      zone: 'Australia/Lord_Howe',
      expected: { kind: 'never', next: utc('2026-10-03T15:30') },
    },
    { text: '2026-03-29T02:30', zone: 'UTC', expected: { kind: 'once', at: utc('2026-03-29T02:30') } },
  ])('$text in $zone is there $expected.kind', ({ text, zone, expected }) => {
    expect(meaningOf(text, zone)).toEqual(expected);
  });

  test.each(['', '2026-13-01T00:00', 'tomorrow'])('"%s" is no date', (text) => {
    expect(meaningOf(text, berlin)).toBeNull();
  });

  test('shows an instant to the minute', () => {
    expect(wallText(utc('2026-11-27T13:00:59'), berlin)).toBe('2026-11-27T14:00');
  });

  test('the next hour is a full one, also where zones differ by less', () => {
    expect(nextHour(utc('2026-11-27T13:01'), 'Asia/Kolkata')).toBe(utc('2026-11-27T13:30'));
  });
});
