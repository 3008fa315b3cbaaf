import { expect, test } from 'vitest';
import { plannedTime } from './planned-time.ts';

test.each([
  { at: '2026-11-24T17:00:00Z', now: '2026-11-24T12:00:00Z', zone: 'Europe/Berlin', text: 'today 18:00' },
  { at: '2026-11-25T08:00:00Z', now: '2026-11-24T12:00:00Z', zone: 'Europe/Berlin', text: 'tomorrow 09:00' },
  // By the zone’s calendar, not by UTC’s.
  { at: '2026-11-24T23:30:00Z', now: '2026-11-24T22:30:00Z', zone: 'Europe/Berlin', text: 'tomorrow 00:30' },
  // A day of 23 hours lies between.
  { at: '2026-03-29T22:30:00Z', now: '2026-03-28T23:30:00Z', zone: 'Europe/Berlin', text: 'tomorrow 00:30' },
  {
    at: '2026-11-27T08:00:00Z',
    now: '2026-11-24T12:00:00Z',
    zone: 'Europe/Berlin',
    text: 'Fri 27 Nov 09:00',
  },
  { at: '2027-01-04T08:00:00Z', now: '2026-11-24T12:00:00Z', zone: 'UTC', text: 'Mon 4 Jan 2027 08:00' },
])('$at is "$text" on the clock of $zone', ({ at, now, zone, text }) =>
  expect(plannedTime(Date.parse(at), Date.parse(now), zone)).toBe(text),
);
