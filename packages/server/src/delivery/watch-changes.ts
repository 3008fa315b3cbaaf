import type { Change } from '@slipway/api';
import type { Log } from '../platform/db/index.ts';
import { coalesced } from './coalesced.ts';
import { event } from './frames.ts';
import type { Watched, WatchedProjects } from './watched.ts';

export interface ChangeFeedDeps {
  /** Oldest first. */
  changesAfter(projectId: number, changeId: number, limit: number): Promise<Change[]>;
  latestChanges(projectIds: readonly number[]): Promise<Map<number, number>>;
  log: Log;
}

export interface ChangeFeed {
  /** A change of this project may have been committed somewhere. */
  changed(projectId: number): void;
  /** Finds what no signal told. */
  poll(): Promise<void>;
}

const PAGE = 200;

/** Sends each watcher the changes after the last one that it was sent. */
export function createChangeFeed(projects: WatchedProjects, deps: ChangeFeedDeps): ChangeFeed {
  const sendChange = ({ watchers }: Watched, change: Change): void => {
    const id = Number(change.id);
    const behind = [...watchers].filter(({ sentId }) => sentId < id);
    for (const watcher of behind) watcher.sentId = id;
    projects.send(behind, event('change', change, change.id));
  };

  const catchUpProject = async (projectId: number): Promise<void> => {
    for (let page = PAGE; page === PAGE; ) {
      const watched = projects.find(projectId);
      if (!watched) return;
      const oldest = Math.min(...[...watched.watchers].map(({ sentId }) => sentId));
      const changes = await deps.changesAfter(projectId, oldest, PAGE);
      for (const change of changes) sendChange(watched, change);
      page = changes.length;
    }
  };

  const catchUp = coalesced<number>(async (projectIds) => {
    for (const projectId of projectIds) await catchUpProject(projectId);
  });

  const changed = (projectId: number): void => {
    if (projects.find(projectId))
      catchUp(projectId).catch((error: unknown) => deps.log.debug({ err: error }, 'loading changes failed'));
  };

  return {
    changed,
    async poll() {
      const watched = projects.all();
      if (watched.length === 0) return;
      const latest = await deps.latestChanges(watched.map(({ projectId }) => projectId));
      for (const { projectId, watchers } of watched) {
        const newest = latest.get(projectId) ?? 0;
        if ([...watchers].some(({ sentId }) => sentId < newest)) changed(projectId);
      }
    },
  };
}
