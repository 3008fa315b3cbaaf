import { event } from './frames.ts';
import type { WatchedProjects } from './watched.ts';

export interface RunFeed {
  /** How an environment runs has changed, on whatever replica. */
  changed(projectId: number, environment: string): void;
}

/** Of one environment, at most one in so long: steps follow each other faster than anybody reads. */
const EVERY_MS = 200;

/** Tells watchers that an environment's run has changed; what it is now, they read. */
export function createRunFeed(projects: WatchedProjects): RunFeed {
  const resting = new Map<string, { isMissed: boolean }>();

  const changed = (projectId: number, environment: string): void => {
    const watched = projects.find(projectId);
    if (!watched) return;
    const name = `${projectId}:${environment}`;
    const known = resting.get(name);
    if (known) {
      known.isMissed = true;
      return;
    }
    projects.send(watched.watchers, event('run', { environment }));
    const rest = { isMissed: false };
    resting.set(name, rest);
    setTimeout(() => {
      resting.delete(name);
      if (rest.isMissed) changed(projectId, environment);
    }, EVERY_MS).unref();
  };

  return { changed };
}
