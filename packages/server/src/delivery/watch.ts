import type { ServerResponse } from 'node:http';
import type { Change, Receipts } from '@slipway/api';
import type { Log } from '../platform/db/index.ts';
import { coalesced } from './coalesced.ts';
import { event } from './frames.ts';
import type { Holder, Reader, Readers } from './readers.ts';

export interface WatchDeps {
  /** Oldest first. */
  changesAfter(projectId: number, changeId: number, limit: number): Promise<Change[]>;
  latestChanges(projectIds: readonly number[]): Promise<Map<number, number>>;
  environmentsReported(
    projectIds: readonly number[],
    since: Date,
  ): Promise<{ projectId: number; environmentId: number }[]>;
  receipts(environmentId: number): Promise<Receipts | undefined>;
  readers: Readers;
  now: () => number;
  log: Log;
}

export interface Watch {
  /** Where a watcher begins: after the change it names, else after the latest. */
  startOf(projectId: number, lastEventId: string | undefined): Promise<number>;
  /** Streams a project's changes after `sentId`, and receipts, until the client goes or is cut. */
  follow(projectId: number, watcher: { response: ServerResponse; holder: Holder; sentId: number }): void;
  /** A change of this project was committed somewhere. */
  changed(projectId: number): void;
  /** Finds what no signal told, and receipts that came in on any replica. */
  poll(): Promise<void>;
  heartbeat(): void;
}

interface Watcher {
  reader: Reader;
  /** The last change it was sent. */
  sentId: number;
}

interface Watched {
  watchers: Set<Watcher>;
  /** Last receipts sent per environment. */
  receipts: Map<number, string>;
  since: number;
}

const PAGE = 200;
/** A watcher that leaves so much unread is cut; it comes back with the id of the last change it saw. */
const MOST_UNREAD_BYTES = 1024 * 1024;
/** The database's clock and ours may differ by as much. */
const OVERLAP_MS = 1_000;

/** Changes and receipts of the projects that somebody watches. */
export function createWatch(deps: WatchDeps): Watch {
  const { readers, now, log } = deps;
  const projects = new Map<number, Watched>();

  const send = (watchers: Iterable<Watcher>, bytes: Buffer): void => {
    for (const { reader } of watchers)
      if (reader.response.writableLength > MOST_UNREAD_BYTES) reader.response.destroy();
      else readers.write(reader, bytes);
  };

  const sendChange = ({ watchers }: Watched, change: Change): void => {
    const id = Number(change.id);
    const behind = [...watchers].filter(({ sentId }) => sentId < id);
    for (const watcher of behind) watcher.sentId = id;
    send(behind, event('change', change, change.id));
  };

  const catchUp = coalesced<number>(async (projectIds) => {
    for (const projectId of projectIds) await catchUpProject(projectId);
  });

  const catchUpProject = async (projectId: number): Promise<void> => {
    for (let page = PAGE; page === PAGE; ) {
      const watched = projects.get(projectId);
      if (!watched) return;
      const oldest = Math.min(...[...watched.watchers].map(({ sentId }) => sentId));
      const changes = await deps.changesAfter(projectId, oldest, PAGE);
      for (const change of changes) sendChange(watched, change);
      page = changes.length;
    }
  };

  const changed = (projectId: number): void => {
    if (projects.has(projectId))
      catchUp(projectId).catch((error: unknown) => log.debug({ err: error }, 'loading changes failed'));
  };

  const sendReceipts = async (watched: Watched, environmentId: number): Promise<void> => {
    const receipts = await deps.receipts(environmentId);
    const text = JSON.stringify(receipts);
    if (receipts === undefined || watched.receipts.get(environmentId) === text) return;
    watched.receipts.set(environmentId, text);
    send(watched.watchers, event('receipts', receipts));
  };

  const pollReceipts = async (): Promise<void> => {
    if (projects.size === 0) return;
    const since = Math.min(...[...projects.values()].map((watched) => watched.since));
    const asked = now();
    const reported = await deps.environmentsReported([...projects.keys()], new Date(since - OVERLAP_MS));
    for (const watched of projects.values()) watched.since = asked;
    for (const { projectId, environmentId } of reported) {
      const watched = projects.get(projectId);
      if (watched) await sendReceipts(watched, environmentId);
    }
  };

  const pollChanges = async (): Promise<void> => {
    if (projects.size === 0) return;
    const latest = await deps.latestChanges([...projects.keys()]);
    for (const [projectId, { watchers }] of projects) {
      const newest = latest.get(projectId) ?? 0;
      if ([...watchers].some(({ sentId }) => sentId < newest)) changed(projectId);
    }
  };

  return {
    async startOf(projectId, lastEventId) {
      return changeIdOf(lastEventId) ?? (await deps.latestChanges([projectId])).get(projectId) ?? 0;
    },
    follow(projectId, { response, holder, sentId }) {
      if (response.destroyed) return;
      const watched = projects.get(projectId) ?? { watchers: new Set(), receipts: new Map(), since: now() };
      projects.set(projectId, watched);
      const watcher: Watcher = {
        sentId,
        reader: readers.open({
          response,
          holder,
          onDrain: () => undefined,
          onClose: () => {
            watched.watchers.delete(watcher);
            if (watched.watchers.size === 0) projects.delete(projectId);
          },
        }),
      };
      watched.watchers.add(watcher);
      readers.write(watcher.reader, event('heartbeat', { now: now() }));
      changed(projectId);
    },
    changed,
    async poll() {
      await pollChanges();
      await pollReceipts();
    },
    heartbeat() {
      const beat = event('heartbeat', { now: now() });
      for (const { watchers } of projects.values()) send(watchers, beat);
    },
  };
}

function changeIdOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
}
