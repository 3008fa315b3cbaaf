import { describe, expect, test } from 'vitest';
import { instantOf, localText } from './local-time.ts';

describe('a local time in a zone', () => {
  test.each([
    { text: '2026-11-24T14:00', zone: 'Europe/Berlin', instant: '2026-11-24T13:00:00Z' },
    { text: '2026-11-24T14:00:05', zone: 'UTC', instant: '2026-11-24T14:00:05Z' },
    { text: '2026-07-01T00:30', zone: 'America/New_York', instant: '2026-07-01T04:30:00Z' },
    { text: '2026-10-25T02:30', zone: 'Europe/Berlin', instant: '2026-10-25T00:30:00Z' },
  ])('$text in $zone is $instant', ({ text, zone, instant }) =>
    expect(instantOf(text, zone)).toBe(Date.parse(instant)),
  );

  test.each(['', 'tomorrow', '2026-13-01T00:00'])('"%s" is no time', (text) =>
    expect(instantOf(text, 'UTC')).toBeNull(),
  );

  test('an instant is shown in the zone to the second', () => {
    expect(localText(Date.parse('2026-11-24T13:00:05.123Z'), 'Europe/Berlin')).toBe('2026-11-24T14:00:05');
  });
});
