import type { ServerResponse } from 'node:http';
import { event } from './frames.ts';
import type { Holder, Reader, Readers } from './readers.ts';

/** One who watches a project. */
export interface Watcher {
  reader: Reader;
  /** The last change it was sent. */
  sentId: number;
}

/** A project that somebody watches. What a feed has told of it goes with it. */
export interface Watched {
  readonly projectId: number;
  readonly watchers: Set<Watcher>;
  readonly since: number;
}

export interface NewWatcher {
  response: ServerResponse;
  holder: Holder;
  sentId: number;
}

/** The projects that somebody watches. */
export interface WatchedProjects {
  /** Until the client goes or is cut. */
  add(projectId: number, watcher: NewWatcher): void;
  find(projectId: number): Watched | undefined;
  all(): Watched[];
  send(watchers: Iterable<Watcher>, bytes: Buffer): void;
}

/** A watcher that leaves so much unread is cut; it comes back with the id of the last change it saw. */
const MOST_UNREAD_BYTES = 1024 * 1024;

export function createWatchedProjects(readers: Readers, now: () => number): WatchedProjects {
  const projects = new Map<number, Watched>();
  const watch = (projectId: number): Watched => {
    const watched = projects.get(projectId) ?? { projectId, watchers: new Set(), since: now() };
    projects.set(projectId, watched);
    return watched;
  };
  const leave = ({ projectId, watchers }: Watched, watcher: Watcher): void => {
    watchers.delete(watcher);
    if (watchers.size === 0) projects.delete(projectId);
  };
  return {
    add(projectId, { response, holder, sentId }) {
      const watched = watch(projectId);
      const onClose = (): void => leave(watched, watcher);
      const reader = readers.open({ response, holder, onClose, onDrain: () => undefined });
      const watcher: Watcher = { sentId, reader };
      watched.watchers.add(watcher);
      readers.write(reader, event('heartbeat', { now: now() }));
    },
    find: (projectId) => projects.get(projectId),
    all: () => [...projects.values()],
    send(watchers, bytes) {
      for (const { reader } of watchers)
        if (reader.response.writableLength > MOST_UNREAD_BYTES) reader.response.destroy();
        else readers.write(reader, bytes);
    },
  };
}
