import type { ServerResponse } from 'node:http';
import type { Digest } from '@slipway/engine';
import type { Log } from '../platform/db/index.ts';
import type { Instance } from '../platform/instance/index.ts';
import type { EnvironmentEntries, EnvironmentVersion } from '../rulesets/index.ts';
import { coalesced } from './coalesced.ts';
import { type Cursors, isAfter } from './cursor.ts';
import { type Frame, heartbeat } from './frames.ts';
import { bring, createLive, epochAhead, type Follower, fullFrame, type Live, setPresent } from './live.ts';
import { advance, type Materialised, materialise } from './materialise.ts';
import type { Holder, Readers } from './readers.ts';

export interface HubDeps {
  /** Present entries; with `afterVersion` only what changed since. An environment that is gone is left out. */
  load(wanted: { environmentId: number; afterVersion?: number }[]): Promise<EnvironmentEntries[]>;
  instance: Pick<Instance, 'epoch' | 'onEpoch' | 'raiseEpochAbove'>;
  cursors: Cursors;
  readers: Readers;
  digest: Digest;
  now: () => number;
  log: Log;
}

interface Follow {
  response: ServerResponse;
  holder: Holder;
  /** `Last-Event-ID` as it came. */
  lastEventId: string | undefined;
}

/** A held environment and its state at this moment. */
export interface Held {
  live: Live;
  present: Materialised;
}

export interface Hub {
  /** Read from the database if not held or older than `atLeast`. Undefined: no such environment. */
  read(environmentId: number, atLeast?: number): Promise<Held | undefined>;
  /** Streams until the client goes or is cut. */
  follow(held: Held, follow: Follow): void;
  fullFrame(held: Held): Frame;
  changed(changes: readonly Pick<EnvironmentVersion, 'environmentId' | 'version'>[]): void;
  /** Loads whatever is not at the version that the database tells. */
  compare(versions: ReadonlyMap<number, number>): void;
  /** Looks at everything that is held again. */
  reloadAll(): void;
  environmentIds(): number[];
  heartbeat(): void;
  forgetIdle(): void;
}

/** Kept so long after the last reader has gone. */
const IDLE_MS = 5 * 60_000;

/** Holds rulesets in memory, keeps them up to date and sends what changes to whoever follows. */
export function createHub(deps: HubDeps): Hub {
  const { instance, cursors, readers, digest, now, log } = deps;
  const lives = new Map<number, Live>();

  const refresh = coalesced<number>(async (ids) => {
    const startedIn = instance.epoch();
    const wanted = ids.flatMap((id) => lives.get(id) ?? []);
    const loaded = await deps.load(wanted.map((live) => wantedOf(live, startedIn)));
    const found = new Map(loaded.map((entries) => [entries.environmentId, entries]));
    for (const live of wanted) settle(live, found.get(live.environmentId), startedIn);
  });

  const settle = (live: Live, loaded: EnvironmentEntries | undefined, startedIn: number): void => {
    if (loaded === undefined) {
      drop(live);
      return;
    }
    const { present } = live;
    if (present === null || present.ruleset.epoch < startedIn)
      setPresent(live, materialise(loaded, startedIn, digest));
    else if (loaded.version > present.ruleset.version) setPresent(live, advance(present, loaded, digest));
    broadcast(live);
    const isBehind = present !== null && loaded.version < present.ruleset.version;
    const ahead = isBehind ? present.ruleset.epoch : epochAhead(live);
    if (ahead !== undefined) raiseAbove(ahead, live);
  };

  const broadcast = (live: Live): void => {
    const at = { cursors, readers, now: now() };
    for (const follower of live.followers) bring(live, follower, at);
  };

  /** The database has gone back: a client or this process knows more than it does. */
  const raiseAbove = (known: number, { environmentId }: Live): void => {
    log.warn({ environmentId, epoch: known }, 'the database has gone back in time');
    instance
      .raiseEpochAbove(known)
      .catch((error: unknown) => log.warn({ err: error }, 'raising the epoch failed'));
  };

  const reload = (environmentId: number): void => {
    refresh(environmentId).catch((error: unknown) => log.warn({ err: error }, 'loading rulesets failed'));
  };

  const reloadAll = (): void => {
    for (const id of lives.keys()) reload(id);
  };

  const drop = (live: Live): void => {
    lives.delete(live.environmentId);
    live.present = null;
    for (const { reader } of live.followers) reader.response.destroy();
  };

  const held = (environmentId: number): Live => {
    const live = lives.get(environmentId) ?? createLive(environmentId, now());
    lives.set(environmentId, live);
    live.lastReadAt = now();
    return live;
  };

  const read: Hub['read'] = async (environmentId, atLeast = 0) => {
    const live = held(environmentId);
    if (live.present === null || live.present.ruleset.version < atLeast) await refresh(environmentId);
    return live.present === null ? undefined : { live, present: live.present };
  };

  instance.onEpoch(reloadAll);

  return {
    read,
    follow({ live, present: { ruleset } }, { response, holder, lastEventId }) {
      // It may have gone while we were loading.
      if (response.destroyed) return;
      const { environmentId } = live;
      const sent = lastEventId === undefined ? undefined : cursors.verify(environmentId, lastEventId);
      const follower: Follower = {
        sent,
        reader: readers.open({
          response,
          holder,
          onClose: () => live.followers.delete(follower),
          onDrain: () => bring(live, follower, { cursors, readers, now: now() }),
        }),
      };
      live.followers.add(follower);
      // Another replica may be ahead of this one; only if the database is not, it has gone back.
      if (sent && isAfter(sent, ruleset)) reload(environmentId);
      const at = now();
      if (!bring(live, follower, { cursors, readers, now: at }))
        readers.write(
          follower.reader,
          heartbeat({ now: at, epoch: ruleset.epoch, version: ruleset.version }),
        );
    },
    fullFrame: ({ live, present }) => fullFrame(live, present, cursors),
    changed(changes) {
      for (const { environmentId, version } of changes) {
        const live = lives.get(environmentId);
        if (live && (live.present?.ruleset.version ?? 0) < version) reload(environmentId);
      }
    },
    compare(versions) {
      for (const [id, { present }] of lives)
        if (present?.ruleset.version !== versions.get(id) || present?.ruleset.epoch !== instance.epoch())
          reload(id);
    },
    reloadAll,
    environmentIds: () => [...lives.keys()],
    heartbeat() {
      const at = now();
      for (const { present, followers } of lives.values()) {
        if (present === null || followers.size === 0) continue;
        const beat = heartbeat({ now: at, epoch: present.ruleset.epoch, version: present.ruleset.version });
        for (const { reader } of followers) if (reader.waitingSince === null) readers.write(reader, beat);
      }
    },
    forgetIdle() {
      for (const [id, live] of lives)
        if (live.followers.size === 0 && live.lastReadAt < now() - IDLE_MS) lives.delete(id);
    },
  };
}

function wantedOf(
  { environmentId, present }: Live,
  epoch: number,
): { environmentId: number; afterVersion?: number } {
  if (present?.ruleset.epoch !== epoch) return { environmentId };
  return { environmentId, afterVersion: present.ruleset.version };
}
