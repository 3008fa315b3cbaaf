/**
 * Single flight: a request resolves when a run that began after it has ended, and fails with it. Whatever is asked for
 * while a run is under way goes into the next one together.
 */
export function coalesced<Key>(run: (keys: Key[]) => Promise<void>): (key: Key) => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: { keys: Set<Key>; done: Promise<void> } | null = null;
  const begin = (): { keys: Set<Key>; done: Promise<void> } => {
    const keys = new Set<Key>();
    const done = running.then(() => {
      if (next?.keys === keys) next = null;
      return run([...keys]);
    });
    running = done.catch(() => undefined);
    return { keys, done };
  };
  return (key) => {
    next ??= begin();
    next.keys.add(key);
    return next.done;
  };
}
