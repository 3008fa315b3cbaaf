import type { Platform } from './platform.ts';

/** One exchange with the server: whatever is awaited through it ends when the call is aborted, even if the promise never settles. */
export interface Call {
  readonly signal: AbortSignal;
  abort(reason: string): void;
  /** Rejects with the abort's reason; past `limitMs` it aborts the whole call. */
  within<T>(promise: Promise<T>, limitMs: number): Promise<T>;
}

export function startCall(platform: Platform, parent: AbortSignal): Call {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (reason: string): void => {
    parent.removeEventListener('abort', onParentAbort);
    controller.abort(new Error(reason));
  };
  const onParentAbort = (): void => abort('closed');
  parent.addEventListener('abort', onParentAbort, { once: true });
  if (parent.aborted) onParentAbort();
  return { signal, abort, within: (promise, limitMs) => bounded(promise, limitMs) };

  function bounded<T>(promise: Promise<T>, limitMs: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const timer = platform.setTimer(() => abort(`no answer within ${limitMs} ms`), limitMs);
      const settle = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        settle();
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      promise.then(resolve, reject);
      promise.then(settle, settle);
    });
  }
}

/** Resolves after `delayMs` or at once when `signal` aborts. */
export function pause(platform: Platform, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = platform.setTimer(done, delayMs);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
