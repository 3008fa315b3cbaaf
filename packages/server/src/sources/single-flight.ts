/** Work that many ask for at once and that is done once for them. */
export interface SingleFlight {
  /**
   * Resolves when a run has ended that began at `notBefore` or later, by `performance.now()`. One who gives up leaves
   * the others theirs; when all have, the run is aborted.
   */
  join(notBefore: number, signal?: AbortSignal): Promise<void>;
}

interface Run {
  beganAt: number;
  waiting: number;
  readonly ended: Promise<void>;
  readonly controller: AbortController;
}

export function createSingleFlight(work: (signal: AbortSignal) => Promise<void>): SingleFlight {
  let current: Run | null = null;
  let next: Run | null = null;

  const begin = (after: Promise<unknown>): Run => {
    const controller = new AbortController();
    const ended = after.then(async () => {
      if (run === next) next = null;
      current = run;
      run.beganAt = performance.now();
      if (!controller.signal.aborted) await work(controller.signal);
    });
    const run: Run = { beganAt: Number.POSITIVE_INFINITY, waiting: 0, ended, controller };
    ended
      .catch(() => undefined)
      .finally(() => {
        if (current === run) current = null;
      });
    return run;
  };

  return {
    join: (notBefore, signal) => {
      if (current && current.beganAt >= notBefore && !current.controller.signal.aborted)
        return wait(current, signal);
      if (next?.controller.signal.aborted) next = null;
      next ??= begin((current?.ended ?? Promise.resolve()).catch(() => undefined));
      return wait(next, signal);
    },
  };
}

async function wait(run: Run, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  run.waiting++;
  let giveUp: (() => void) | undefined;
  const gaveUp = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
  try {
    await Promise.race([run.ended, gaveUp]);
  } finally {
    if (giveUp) signal?.removeEventListener('abort', giveUp);
    run.waiting--;
    if (run.waiting === 0) run.controller.abort(new Error('Nobody waits for it any more.'));
  }
}
