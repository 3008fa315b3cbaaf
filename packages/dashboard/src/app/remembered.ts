import { useCallback, useSyncExternalStore } from 'react';
import { createSignal } from '../ui/signal.ts';

const { subscribe, tell } = createSignal();

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`slipway:${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`slipway:${name}`, value);
  } catch {
    // Storage may be forbidden: then nothing is remembered.
  }
  tell();
}

/** A choice that this browser remembers. */
export function useRemembered(name: string, initial: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => recall(name) ?? initial);
  return [value, useCallback((next: string) => remember(name, next), [name])];
}
