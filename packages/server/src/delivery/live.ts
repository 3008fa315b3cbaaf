import type { Ruleset } from '@slipway/engine';
import { type Cursor, type Cursors, isAfter } from './cursor.ts';
import { type Frame, patchFrame, rulesetFrame, stamped } from './frames.ts';
import { type Materialised, patchFrom } from './materialise.ts';
import type { Reader, Readers } from './readers.ts';

/** One who follows an environment, and what it was last sent. */
export interface Follower {
  reader: Reader;
  sent: Cursor | undefined;
}

/** An environment held in memory because somebody follows it or has lately read it. */
export interface Live {
  readonly environmentId: number;
  present: Materialised | null;
  readonly followers: Set<Follower>;
  /** Serialised once per version for all who need the same. */
  frames: { full?: Frame; patches: Map<number, Frame | undefined> };
  lastReadAt: number;
}

export function createLive(environmentId: number, now: number): Live {
  return {
    environmentId,
    present: null,
    followers: new Set(),
    frames: { patches: new Map() },
    lastReadAt: now,
  };
}

/** Puts a newer state in place; older frames are of no use. */
export function setPresent(live: Live, present: Materialised): void {
  live.present = present;
  live.frames = { patches: new Map() };
}

export function fullFrame(live: Live, present: Materialised, cursors: Cursors): Frame {
  live.frames.full ??= rulesetFrame(cursors.sign(live.environmentId, present.ruleset), present.ruleset);
  return live.frames.full;
}

/** Sends whatever leads from what the follower has to the present. True if there was something to send. */
export function bring(
  live: Live,
  follower: Follower,
  { cursors, readers, now }: { cursors: Cursors; readers: Readers; now: number },
): boolean {
  const { present } = live;
  // Who has not taken what it was sent is brought up to date in one step when it has.
  if (present === null || follower.reader.waitingSince !== null) return false;
  if (follower.sent && !isAfter(present.ruleset, follower.sent)) return false;
  const frame = knownPatch(live, present, follower.sent, cursors) ?? fullFrame(live, present, cursors);
  follower.sent = cursorOf(present.ruleset);
  readers.write(follower.reader, ...stamped(frame, now));
  return true;
}

function cursorOf({ epoch, version }: Ruleset): Cursor {
  return { epoch, version };
}

/** The highest epoch among followers who know more than we do, if any does. */
export function epochAhead({ present, followers }: Live): number | undefined {
  let ahead: number | undefined;
  if (present !== null)
    for (const { sent } of followers)
      if (sent && isAfter(sent, present.ruleset)) ahead = Math.max(ahead ?? 0, sent.epoch);
  return ahead;
}

function knownPatch(
  live: Live,
  present: Materialised,
  sent: Cursor | undefined,
  cursors: Cursors,
): Frame | undefined {
  if (sent?.epoch !== present.ruleset.epoch) return undefined;
  const { patches } = live.frames;
  if (!patches.has(sent.version)) {
    const patch = patchFrom(present, sent.version);
    const id = cursors.sign(live.environmentId, present.ruleset);
    patches.set(sent.version, patch && patchFrame(id, patch));
  }
  return patches.get(sent.version);
}
