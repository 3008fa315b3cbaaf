/** Work for a key that is under way is shared by all who ask for it meanwhile. */
export function createSingleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const flying = new Map<string, Promise<T>>();
  return (key, work) => {
    const known = flying.get(key);
    if (known) return known;
    const mine = work().finally(() => flying.delete(key));
    flying.set(key, mine);
    return mine;
  };
}
