import type { Change } from '@slipway/api';
import { useSyncExternalStore } from 'react';
import { createSignal } from '../ui/signal.ts';

/** Long enough to be seen, short enough to be forgotten. */
const GLOW_MS = 1_600;

const glowing = new Map<string, number>();
const { subscribe, tell } = createSignal();

/** Rows about what has just changed glow once. */
export function noteChange({
  subject,
  key,
  environment,
}: Pick<Change, 'subject' | 'key' | 'environment'>): void {
  const kind = subject === 'flag-config' ? 'flag' : subject === 'segment-override' ? 'segment' : subject;
  const names = [`${kind}:${key}`, ...(environment ? [`${kind}:${key}:${environment}`] : [])];
  const until = performance.now() + GLOW_MS;
  for (const name of names) glowing.set(name, until);
  tell();
  setTimeout(() => {
    for (const name of names) if ((glowing.get(name) ?? 0) <= performance.now()) glowing.delete(name);
    tell();
  }, GLOW_MS + 50);
}

/** `data-glow` for an element that shows `flag:<key>`, `flag:<key>:<environment>`, `segment:<key>` and so on. */
export function useGlow(name: string): { 'data-glow'?: true } {
  const isGlowing = useSyncExternalStore(subscribe, () => glowing.has(name));
  return isGlowing ? { 'data-glow': true } : {};
}
