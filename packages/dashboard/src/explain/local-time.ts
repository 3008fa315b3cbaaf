import { Temporal } from 'temporal-polyfill';

/** What `<input type="datetime-local">` shows for an instant (epoch ms) in a zone: `2026-11-24T14:00:00`. */
export function localText(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}

/** The instant that a local time means in a zone, null when it means none; in a repeated hour the earlier one. */
export function instantOf(text: string, zone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation: 'compatible' })
      .epochMilliseconds;
  } catch {
    return null;
  }
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Zones to choose from: one’s own, UTC, then all others. */
export function zones(): string[] {
  return [...new Set([ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
