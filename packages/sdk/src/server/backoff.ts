import { limits } from './limits.ts';

/** Full jitter: uniform in [0, min(cap, base · 2^attempt)), so that a fleet does not return in step. */
export function reconnectDelayMs(attempt: number, random: () => number): number {
  return random() * Math.min(limits.backoffCapMs, limits.backoffBaseMs * 2 ** Math.min(attempt, 16));
}

/** After 401 or 403: 1 to 5 minutes. */
export function probeDelayMs(random: () => number): number {
  return limits.probeMinMs + random() * (limits.probeMaxMs - limits.probeMinMs);
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3) as milliseconds from now, bounded; undefined when absent or unreadable. */
export function retryAfterMs(header: string | null, wallNow: number): number | undefined {
  if (!header) return undefined;
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - wallNow;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), limits.retryAfterCapMs);
}
