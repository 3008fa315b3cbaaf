import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let tick: ReturnType<typeof setInterval> | undefined;
let tens = Math.floor(Date.now() / 10_000);

/** One timer for all times on screen. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  tick ??= setInterval(() => {
    tens = Math.floor(Date.now() / 10_000);
    for (const one of listeners) one();
  }, 10_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(tick);
    tick = undefined;
  };
}

/** Now in epoch ms, moving every 10 s. */
export function useNow(): number {
  useSyncExternalStore(subscribe, () => tens);
  return Date.now();
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** "4 min. ago", "in 2 days", "just now". */
export function relativeTime(at: Date | string | number, now: number): string {
  const ms = new Date(at).getTime() - now;
  const unit = units.find(([, size]) => Math.abs(ms) >= size);
  if (!unit) return Math.abs(ms) < 15_000 ? 'just now' : ms < 0 ? 'under a minute ago' : 'in under a minute';
  return relative.format(Math.trunc(ms / unit[1]), unit[0]);
}

/** "Tue 24 Nov 2026, 14:00:05 CET". */
export function absoluteTime(at: Date | string | number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(at));
}

/** Relative in lists, the absolute on hover and focus. */
export function Time({ at }: { at: Date | string | number }) {
  const now = useNow();
  return (
    <Tooltip label={absoluteTime(at)}>
      <time dateTime={new Date(at).toISOString()} style={{ whiteSpace: 'nowrap' }}>
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  );
}
