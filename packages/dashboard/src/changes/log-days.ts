import type { Change } from '@slipway/api';

export interface Day {
  /** `2026-11-23`, on the clock of this browser. */
  key: string;
  label: string;
  changes: Change[];
}

const key = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' });
const label = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const DAY_MS = 86_400_000;

/** Changes under the day they were made on, in their order. */
export function byDay(changes: readonly Change[], now: number): Day[] {
  const days: Day[] = [];
  for (const change of changes) {
    const at = Date.parse(change.at);
    const day = key.format(at);
    const last = days.at(-1);
    if (last?.key === day) last.changes.push(change);
    else days.push({ key: day, label: labelOf(day, at, now), changes: [change] });
  }
  return days;
}

function labelOf(day: string, at: number, now: number): string {
  if (day === key.format(now)) return 'Today';
  return day === key.format(now - DAY_MS) ? 'Yesterday' : label.format(at).replace(',', '');
}
