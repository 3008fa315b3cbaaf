import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let tick: ReturnType<typeof setInterval> | undefined;
let second = 0;

/** One timer for all clocks on screen. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  tick ??= setInterval(() => {
    second += 1;
    for (const one of listeners) one();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(tick);
    tick = undefined;
  };
}

/** Now in epoch ms, moving every second: for what is under way. */
export function useSeconds(): number {
  useSyncExternalStore(subscribe, () => second);
  return Date.now();
}
