import type { Receipts } from '@slipway/api';
import { event } from './frames.ts';
import { createLookBack } from './look-back.ts';
import type { Watched, WatchedProjects } from './watched.ts';

export interface ReceiptFeedDeps {
  environmentsReported(
    projectIds: readonly number[],
    since: Date,
  ): Promise<{ projectId: number; environmentId: number }[]>;
  receipts(environmentId: number): Promise<Receipts | undefined>;
  now: () => number;
}

/** Tells receipts that came in on any replica, where they differ from those it told before. */
export function createReceiptFeed(
  projects: WatchedProjects,
  deps: ReceiptFeedDeps,
): { poll(): Promise<void> } {
  const told = new WeakMap<Watched, Map<number, string>>();
  const lookBack = createLookBack(deps.now);

  const send = async (watched: Watched, environmentId: number): Promise<void> => {
    const receipts = await deps.receipts(environmentId);
    const text = JSON.stringify(receipts);
    const known = told.get(watched) ?? new Map<number, string>();
    if (receipts === undefined || known.get(environmentId) === text) return;
    told.set(watched, known.set(environmentId, text));
    projects.send(watched.watchers, event('receipts', receipts));
  };

  return {
    async poll() {
      const reported = await lookBack(projects.all(), deps.environmentsReported);
      for (const { projectId, environmentId } of reported) {
        const watched = projects.find(projectId);
        if (watched) await send(watched, environmentId);
      }
    },
  };
}
