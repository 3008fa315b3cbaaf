import type { Change, Receipts } from '@slipway/api';

const DAY_MS = 86_400_000;

/** Those of the last 24 hours. */
export function ofToday(changes: readonly Change[], now: number): Change[] {
  return changes.filter(({ at }) => now - Date.parse(at) <= DAY_MS);
}

/** Under what name the last change of something glows (see `glow.ts`). */
export function glowName({ subject, key }: Pick<Change, 'subject' | 'key'>): string {
  const kind = subject === 'flag-config' ? 'flag' : subject === 'segment-override' ? 'segment' : subject;
  return `${kind}:${key}`;
}

/** Changes, newest first, that are the last about what they changed: older ones do not glow with them. */
export function lastOfEach(changes: readonly Change[]): ReadonlySet<string> {
  const last = new Map<string, string>();
  for (const change of changes) {
    const name = glowName(change);
    if (!last.has(name)) last.set(name, change.id);
  }
  return new Set(last.values());
}

/**
 * Of changes, newest first, those whose version an environment is at, with that environment: what receipts speak of.
 * An environment that merely follows is left to whoever asks for it, unless it is among `places`.
 */
export function reachOf(
  changes: readonly Change[],
  places: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const reached = new Set<string>();
  const reach = new Map<string, string[]>();
  for (const { id, environment: own, effects } of changes) {
    const newest = effects.map(({ environment }) => environment).filter((one) => !reached.has(one));
    for (const one of newest) reached.add(one);
    const shown = newest.filter((one) => one === own || places.includes(one));
    if (shown.length > 0) reach.set(id, shown);
  }
  return reach;
}

/** "on 412 of 414 instances"; who lags is told where there is room for it. */
export function reachText({ connected, applied }: Pick<Receipts, 'connected' | 'applied'>): string {
  const all = connected.toLocaleString('en');
  if (applied < connected) return `on ${applied.toLocaleString('en')} of ${all} instances`;
  return connected === 1 ? 'on the only instance' : `on all ${all} instances`;
}
