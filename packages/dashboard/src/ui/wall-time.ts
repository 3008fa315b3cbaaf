import { Temporal } from 'temporal-polyfill';

/** What a wall clock’s reading means in a zone: once, twice where clocks go back, never where they go forward. */
export type Meaning =
  | { kind: 'once'; at: number }
  | { kind: 'twice'; earlier: number; later: number }
  | { kind: 'never'; next: number };

/** `text` as `<input type="datetime-local">` has it; null where it is no date. */
export function meaningOf(text: string, zone: string): Meaning | null {
  const read = readText(text);
  if (!read) return null;
  const at = (disambiguation: 'earlier' | 'later'): number =>
    read.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  const [earlier, later] = [at('earlier'), at('later')];
  if (earlier === later) return { kind: 'once', at: earlier };
  if (wallText(earlier, zone) === wallText(later, zone)) return { kind: 'twice', earlier, later };
  // In a gap both guesses lie beside it; what comes next is the end of the gap.
  return { kind: 'never', next: endOfGap(earlier, zone) };
}

function readText(text: string): Temporal.PlainDateTime | null {
  try {
    return Temporal.PlainDateTime.from(text);
  } catch {
    return null;
  }
}

function endOfGap(before: number, zone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(before).toZonedDateTimeISO(zone);
  return zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? before;
}

/** `2026-11-27T14:00`: an instant (epoch ms) on a zone’s wall clock, to the minute. */
export function wallText(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}

/** The next full hour on a zone’s clock. */
export function nextHour(now: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zone)
    .round({ smallestUnit: 'hour', roundingMode: 'ceil' }).epochMilliseconds;
}
