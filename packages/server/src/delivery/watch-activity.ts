import type { Activity } from '../insights/index.ts';
import { event } from './frames.ts';
import { createLookBack } from './look-back.ts';
import type { Watched, WatchedProjects } from './watched.ts';

export interface ActivityFeedDeps {
  activitySince(projectIds: readonly number[], since: Date): Promise<Activity[]>;
  now: () => number;
}

/** Of one environment, at most one in so long: counts grow all the time. */
const EVERY_MS = 2_000;

interface Told {
  grownAt: number;
  at: number;
}

/** Tells which environments' counts have grown, on whatever replica. */
export function createActivityFeed(
  projects: WatchedProjects,
  deps: ActivityFeedDeps,
): { poll(): Promise<void> } {
  const told = new WeakMap<Watched, Map<string, Told>>();
  // What was held back last time has to be found again.
  const lookBack = createLookBack(deps.now, EVERY_MS);

  const send = (watched: Watched, { environment, grownAt }: Activity): void => {
    const known = told.get(watched) ?? new Map<string, Told>();
    const last = known.get(environment);
    const at = deps.now();
    if (last && (last.grownAt === grownAt.getTime() || at - last.at < EVERY_MS)) return;
    told.set(watched, known.set(environment, { grownAt: grownAt.getTime(), at }));
    projects.send(watched.watchers, event('activity', { environment, at: grownAt.toISOString() }));
  };

  return {
    async poll() {
      for (const activity of await lookBack(projects.all(), deps.activitySince)) {
        const watched = projects.find(activity.projectId);
        if (watched) send(watched, activity);
      }
    },
  };
}
