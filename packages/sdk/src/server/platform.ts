import { randomUUID } from 'node:crypto';

export interface Timer {
  cancel(): void;
}

/** What the SDK needs from its surroundings; tests replace parts of it. Files are always the real ones. */
export interface Platform {
  /** Wall clock, epoch milliseconds. */
  wallNow(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicNow(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  newId(): string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Keeps the process alive only if `isAwaited`: somebody's promise depends on it. */
  setTimer(run: () => void, delayMs: number, isAwaited?: boolean): Timer;
  environment: Readonly<Record<string, string | undefined>>;
}

function setTimer(run: () => void, delayMs: number, isAwaited = false): Timer {
  const handle = setTimeout(run, delayMs);
  if (!isAwaited) handle.unref();
  return { cancel: () => clearTimeout(handle) };
}

export const nodePlatform: Platform = {
  wallNow: () => Date.now(),
  monotonicNow: () => performance.now(),
  random: () => Math.random(),
  newId: () => randomUUID(),
  fetch: (url, init) => fetch(url, init),
  setTimer,
  environment: process.env,
};
