const DAY_MS = 86_400_000;

/** "tomorrow 09:00", "Fri 27 Nov 09:00" on a zone’s clock. */
export function plannedTime(at: number, now: number, timeZone: string): string {
  const day = dayOf(at, timeZone);
  const today = dayOf(now, timeZone);
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
  if (day === today) return `today ${clock}`;
  if (day === today + 1) return `tomorrow ${clock}`;
  return `${dateText(at, now, timeZone)} ${clock}`;
}

function dateText(at: number, now: number, timeZone: string): string {
  const yearOf = (instant: number): number => new Date(dayOf(instant, timeZone) * DAY_MS).getUTCFullYear();
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(yearOf(at) === yearOf(now) ? {} : { year: 'numeric' }),
    timeZone,
  })
    .format(at)
    .replaceAll(',', '');
}

/** The number of a calendar day: those of neighbours differ by one, however long the day was. */
function dayOf(at: number, timeZone: string): number {
  // This locale writes dates as ISO 8601 does.
  return Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone }).format(at)) / DAY_MS;
}
