import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Change } from '@slipway/api';
import { createDigest } from '@slipway/engine';
import type { Insights } from '../insights/index.ts';
import { type Database, type Log, openDatabase } from '../platform/db/index.ts';
import type { Principal } from '../platform/http/index.ts';
import type { Instance } from '../platform/instance/index.ts';
import { type RunningJobs, startJobs } from '../platform/jobs/index.ts';
import { type Commits, loadEntries } from '../rulesets/index.ts';
import type { DatabaseClock } from './clock.ts';
import { type Cursors, createCursors } from './cursor.ts';
import { endedHolders } from './ended-holders.ts';
import { createHub, type Hub } from './hub.ts';
import { createReaders } from './readers.ts';
import { createScheduleRecorder } from './record-schedule.ts';
import { openSideStream, type SideStream } from './side-stream.ts';
import { dispatch } from './signals.ts';
import { findProject, latestChanges, loadPresent } from './store.ts';
import { createWatch, type Watch } from './watch.ts';

export { createDatabaseClock, type DatabaseClock, givenClock } from './clock.ts';
export { deliveryRoutes, eventRoutes } from './routes.ts';
export type { SideStream } from './side-stream.ts';
export { channels as deliveryChannels } from './signals.ts';

export interface DeliveryDeps {
  database: Database;
  instance: Instance;
  commits: Commits;
  insights: Insights;
  clock: DatabaseClock;
  log: Log;
  /** Of the changes slice: a project's changes after one of them, oldest first. */
  changesAfter(projectId: number, changeId: number, limit: number): Promise<Change[]>;
}

/** Brings rulesets to SDKs and events to watchers. */
export interface Delivery {
  readonly hub: Hub;
  readonly watch: Watch;
  readonly cursors: Cursors;
  readonly insights: Insights;
  now(): number;
  findProject(key: string): Promise<number | undefined>;
  /** An event stream of another slice. Its route hijacks the reply first. */
  openStream(response: ServerResponse, principal: Principal, projectId: number): SideStream;
  /** A notification on one of `deliveryChannels`. */
  notify(channel: string, payload: string): void;
  /** Notifications may have been missed. */
  reconnected(): void;
  /** Looks once at everything that a notification may have failed to tell. */
  poll(): Promise<void>;
  /** Open event streams of this process. */
  streams(): number;
  start(): void;
  /** Ends every stream; safe to repeat. */
  close(): Promise<void>;
}

/** Connections of its own: a change reaches its readers also while writers queue for the others. */
const POOL_SIZE = 2;
const POLL_MS = 1_000;
const HEARTBEAT_MS = 15_000;
const RETENTION_MS = 60 * 60_000;

export function createDelivery(deps: DeliveryDeps): Delivery {
  const { database, instance, commits, insights, clock, log, changesAfter } = deps;
  const own = openDatabase(database.url, { log, poolSize: POOL_SIZE });
  const db = own.kysely;
  const { now } = clock;
  const cursors = createCursors(instance.key);
  const readers = createReaders({ now });
  const digest = createDigest((text) => createHash('sha256').update(text).digest('hex'));
  const hub = createHub({
    load: (wanted) => loadEntries(db, wanted),
    instance,
    cursors,
    readers,
    digest,
    now,
    log,
  });
  const watch = createWatch({
    changesAfter,
    latestChanges: (projectIds) => latestChanges(db, projectIds),
    environmentsReported: insights.environmentsReported,
    receipts: insights.receipts,
    activitySince: insights.activitySince,
    readers,
    now,
    log,
  });
  const schedule = createScheduleRecorder({ database, now });
  const signals = {
    ruleset: (change: { environmentId: number; version: number }) => hub.changed([change]),
    change: watch.changed,
    run: watch.runChanged,
    token: (tokenId: string) => readers.cutWhere((holder) => holder.tokenId === tokenId),
    session: (sessionId: string) => readers.cutWhere((holder) => holder.sessionId === sessionId),
    // Who may still see it comes back.
    member: (projectId: number, personId: number) =>
      readers.cutWhere((holder) => holder.personId === String(personId) && holder.projectId === projectId),
  };
  const endSubscription = commits.subscribe(hub.changed);
  let jobs: RunningJobs | undefined;

  const followEpoch = async (): Promise<void> => {
    const known = instance.epoch();
    const ids = hub.environmentIds();
    const present = await clock.follow(
      () => loadPresent(db, ids),
      (answer) => answer.now,
    );
    if (present.epoch > known) await instance.refresh();
    // A database that tells an older epoch than it told before has gone back itself.
    if (present.epoch < known) await instance.raiseEpochAbove(known);
    hub.compare(present.versions);
  };

  const poll = async (): Promise<void> => {
    readers.cutStalled();
    hub.forgetIdle();
    await followEpoch();
    readers.cutWhere(await endedHolders(db, readers.holders()));
    await watch.poll();
  };

  const heartbeat = (): void => {
    hub.heartbeat();
    watch.heartbeat();
  };

  return {
    hub,
    watch,
    cursors,
    insights,
    now,
    findProject: (key) => findProject(db, key),
    openStream: (response, principal, projectId) => openSideStream(readers, response, principal, projectId),
    notify: (channel, payload) => dispatch(signals, channel, payload),
    reconnected: () => hub.reloadAll(),
    poll,
    streams: () => readers.size,
    start() {
      jobs ??= startJobs(
        [
          { name: 'poll', everyMs: POLL_MS, run: poll },
          { name: 'heartbeat', everyMs: HEARTBEAT_MS, run: heartbeat },
          { name: 'schedule', everyMs: POLL_MS, run: schedule.run },
          { name: 'retention', everyMs: RETENTION_MS, run: insights.removeExpired },
        ],
        log,
      );
    },
    async close() {
      endSubscription();
      readers.close();
      await jobs?.stop();
      await own.close();
    },
  };
}
