import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../db/index.ts';

/** Work that comes round; it runs again so long after it has ended, also when it failed. */
export interface Job {
  name: string;
  everyMs: number;
  run(): void | Promise<void>;
}

export interface RunningJobs {
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** Each job begins at once. */
export function startJobs(jobs: readonly Job[], log: Log): RunningJobs {
  const stopped = new AbortController();
  const running = jobs.map((job) => repeat(job, stopped.signal, log));
  return {
    async stop() {
      stopped.abort();
      await Promise.all(running);
    },
  };
}

async function repeat({ name, everyMs, run }: Job, stopped: AbortSignal, log: Log): Promise<void> {
  while (!stopped.aborted) {
    try {
      await run();
    } catch (error) {
      log.debug({ err: error, job: name }, 'a job failed and will run again');
    }
    await sleep(everyMs, undefined, { signal: stopped }).catch(() => undefined);
  }
}
