export interface Signal<Told extends unknown[]> {
  /** Answers how to stop hearing it; fits `useSyncExternalStore` and `useEffect`. */
  subscribe: (listener: (...told: Told) => void) => () => void;
  tell: (...told: Told) => void;
}

/** What a module with state of its own tells whoever shows it. */
export function createSignal<Told extends unknown[] = []>(): Signal<Told> {
  const listeners = new Set<(...told: Told) => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    tell(...told) {
      for (const listener of listeners) listener(...told);
    },
  };
}
