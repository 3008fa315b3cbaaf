/** Something that has to end before the demo does. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Remembers what was started, so that it ends whatever happens. */
export interface Keeper {
  /** Call it the moment the thing exists. After `stopAll` it is stopped at once. */
  keep<T extends Stoppable>(thing: T): T;
  /** Stops the youngest first, and waits for what came too late. Safe to repeat. */
  stopAll(): Promise<void>;
}

export function createKeeper(complain: (error: unknown) => void): Keeper {
  const kept: Stoppable[] = [];
  const stopping: Promise<void>[] = [];
  let isOver = false;
  return {
    keep(thing) {
      if (isOver) stopping.push(thing.stop().catch(complain));
      else kept.push(thing);
      return thing;
    },
    async stopAll() {
      isOver = true;
      for (const thing of kept.splice(0).reverse()) await thing.stop().catch(complain);
      await Promise.all(stopping);
    },
  };
}
