import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

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
  for (const listener of listeners) listener();
}

/** A choice that this browser remembers. */
export function useRemembered(name: string, initial: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => recall(name) ?? initial,
  );
  return [value, useCallback((next: string) => remember(name, next), [name])];
}
