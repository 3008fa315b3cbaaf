import { UsageError } from '../failure.ts';

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds of an RFC 3339 instant; the offset must be given, so that nobody guesses the zone. */
export function parseInstant(text: string): number {
  const at = rfc3339.test(text) ? Date.parse(text.replace(' ', 'T').toUpperCase()) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new UsageError(
    `"${text}" is not an instant with its offset from UTC.`,
    'Write it like 2026-12-01T09:00:00+01:00 or 2026-12-01T08:00:00Z.',
  );
}

/** `2026-12-01 08:00:00` in UTC; tables say so in their header. */
export function utcText(instant: string | null): string {
  return instant === null ? '–' : new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** `0.3 s`, `45 ms`. */
export function durationText(milliseconds: number): string {
  return milliseconds < 100 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `40 s`, `12 min`, `5 h`, `3 d`: how long, for a table. */
export function spanText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const unitsMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30m`, `12h`, `7d` → milliseconds. */
export function parseSpan(text: string): number {
  const found = /^(\d{1,4})([mhd])$/.exec(text);
  const unit = found?.[2];
  if (found && (unit === 'm' || unit === 'h' || unit === 'd') && Number(found[1]) > 0)
    return Number(found[1]) * unitsMs[unit];
  throw new UsageError(`"${text}" is not a length of time.`, 'Write it like 30m, 12h or 7d.');
}
