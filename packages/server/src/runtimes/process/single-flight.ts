/** Work for a key that is under way is shared by all who ask for it meanwhile; who only waits can give up at once. */
export function createSingleFlight<T>(): (
  key: string,
  signal: AbortSignal,
  work: () => Promise<T>,
) => Promise<T> {
  const flying = new Map<string, Promise<T>>();
  return (key, signal, work) => {
    const known = flying.get(key);
    if (known) return orGivenUp(known, signal);
    const mine = work().finally(() => flying.delete(key));
    flying.set(key, mine);
    return mine;
  };
}

function orGivenUp<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
