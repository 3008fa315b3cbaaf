import { event } from './frames.ts';
import type { Readers } from './readers.ts';
import { type ActivityFeedDeps, createActivityFeed } from './watch-activity.ts';
import { type ChangeFeedDeps, createChangeFeed } from './watch-changes.ts';
import { createReceiptFeed, type ReceiptFeedDeps } from './watch-receipts.ts';
import { createRunFeed } from './watch-runs.ts';
import { createWatchedProjects, type NewWatcher } from './watched.ts';

export interface WatchDeps extends ChangeFeedDeps, ReceiptFeedDeps, ActivityFeedDeps {
  readers: Readers;
}

export interface Watch {
  /** Where a watcher begins: after the change it names, else after the latest. */
  startOf(projectId: number, lastEventId: string | undefined): Promise<number>;
  /** Streams a project's changes after `sentId`, receipts, activity and runs, until the client goes or is cut. */
  follow(projectId: number, watcher: NewWatcher): void;
  /** A change of this project was committed somewhere. */
  changed(projectId: number): void;
  /** How an environment of this project runs has changed. */
  runChanged(projectId: number, environment: string): void;
  /** Finds what no signal told, and what instances reported to any replica. */
  poll(): Promise<void>;
  heartbeat(): void;
}

/** What happens in the projects that somebody watches. */
export function createWatch(deps: WatchDeps): Watch {
  const { readers, now } = deps;
  const projects = createWatchedProjects(readers, now);
  const changes = createChangeFeed(projects, deps);
  const receipts = createReceiptFeed(projects, deps);
  const activity = createActivityFeed(projects, deps);
  const runs = createRunFeed(projects);
  return {
    async startOf(projectId, lastEventId) {
      return changeIdOf(lastEventId) ?? (await deps.latestChanges([projectId])).get(projectId) ?? 0;
    },
    follow(projectId, watcher) {
      if (watcher.response.destroyed) return;
      projects.add(projectId, watcher);
      changes.changed(projectId);
    },
    changed: changes.changed,
    runChanged: runs.changed,
    async poll() {
      await changes.poll();
      await receipts.poll();
      await activity.poll();
    },
    heartbeat() {
      const beat = event('heartbeat', { now: now() });
      for (const { watchers } of projects.all()) projects.send(watchers, beat);
    },
  };
}

function changeIdOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
}
