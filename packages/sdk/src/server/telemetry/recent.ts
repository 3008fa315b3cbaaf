/** The latest `limit` keys that were written; older ones are forgotten. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  /** Says whether this made it forget another key. */
  set(key: string, value: Value): boolean;
  entries(): Iterable<[string, Value]>;
  readonly size: number;
}

export function createRecent<Value>(limit: number): Recent<Value> {
  const values = new Map<string, Value>();
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      if (values.size <= limit) return false;
      const [oldest] = values.keys();
      return oldest !== undefined && values.delete(oldest);
    },
    entries: () => values.entries(),
    get size() {
      return values.size;
    },
  };
}
