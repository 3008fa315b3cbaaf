import type { Environment, RunState } from '@slipway/api';
import type { DataAction } from '../platform/db/tables/hosting.ts';
import { lifeOf } from './life.ts';

/** All that decides what happens next to one environment. Instants in epoch milliseconds. */
export interface Facts {
  readonly kind: Environment['kind'];
  readonly state: RunState;
  readonly wanted: 'ready' | 'paused' | 'stopped' | 'destroyed';
  readonly sleep: 'paused' | 'stopped' | null;
  readonly since: number;
  readonly nextAttemptAt: number | null;
  readonly dataAction: DataAction['kind'] | null;
  readonly expiresAt: number | null;
  readonly isKept: boolean;
  readonly lastViewedAt: number | null;
  /** Services that have ended by themselves; known of a ready one. */
  readonly hasExited: boolean;
}

export type Action =
  | { readonly kind: 'none' }
  /** Prepare, build, data, start: everything that was done already is found done. */
  | { readonly kind: 'bring-up'; readonly isQueued: boolean }
  | { readonly kind: 'resume' }
  /** A service ended soon after the start: that is a failure, not a mishap. */
  | { readonly kind: 'fell' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'sleep'; readonly how: 'paused' | 'stopped' }
  | { readonly kind: 'tear-down' }
  /** Nobody asked: time did. */
  | { readonly kind: 'want'; readonly wanted: 'paused' | 'stopped' }
  | { readonly kind: 'expire' };

const nothing: Action = { kind: 'none' };

/** What an environment's actor does next. Delete beats everything; then expiry; then what is wanted. */
export function decide(facts: Facts, now: number): Action {
  if (facts.state === 'destroyed') return nothing;
  if (facts.wanted === 'destroyed') return isDue(facts, now) ? { kind: 'tear-down' } : nothing;
  if (isExpired(facts, now)) return { kind: 'expire' };
  return byState[facts.state](facts, now);
}

/** Ready for so long, an environment counts as working. */
export const STEADY_MS = 60_000;

const bringUp: Action = { kind: 'bring-up', isQueued: true };
const bringUpAtOnce: Action = { kind: 'bring-up', isQueued: false };

/** A state of work without work under way: the process that did it is gone, so it begins again. */
const byState: Readonly<Record<RunState, (facts: Facts, now: number) => Action>> = {
  queued: () => bringUp,
  preparing: () => bringUp,
  building: () => bringUp,
  migrating: () => bringUp,
  starting: () => bringUpAtOnce,
  ready: whileReady,
  sleeping: whileSleeping,
  failed: (facts, now) => (facts.nextAttemptAt !== null && isDue(facts, now) ? bringUp : nothing),
  destroying: () => nothing,
  destroyed: () => nothing,
};

function whileReady(facts: Facts, now: number): Action {
  if (facts.dataAction === 'snapshot') return { kind: 'snapshot' };
  if (facts.wanted === 'paused' || facts.wanted === 'stopped') return { kind: 'sleep', how: facts.wanted };
  if (facts.hasExited) return now - facts.since < STEADY_MS ? { kind: 'fell' } : bringUpAtOnce;
  const { pausesAfterMs } = lifeOf[facts.kind];
  const seenAt = Math.max(facts.since, facts.lastViewedAt ?? 0);
  return pausesAfterMs !== null && now - seenAt >= pausesAfterMs
    ? { kind: 'want', wanted: 'paused' }
    : nothing;
}

function whileSleeping(facts: Facts, now: number): Action {
  if (facts.dataAction === 'snapshot') return { kind: 'snapshot' };
  if (facts.wanted === 'ready') return facts.sleep === 'paused' ? { kind: 'resume' } : bringUpAtOnce;
  if (facts.wanted === 'stopped' && facts.sleep === 'paused') return { kind: 'sleep', how: 'stopped' };
  const { stopsAfterMs } = lifeOf[facts.kind];
  const isLong = facts.sleep === 'paused' && stopsAfterMs !== null && now - facts.since >= stopsAfterMs;
  return isLong ? { kind: 'want', wanted: 'stopped' } : nothing;
}

function isDue({ nextAttemptAt }: Facts, now: number): boolean {
  return nextAttemptAt === null || nextAttemptAt <= now;
}

function isExpired({ expiresAt, isKept }: Facts, now: number): boolean {
  return !isKept && expiresAt !== null && expiresAt <= now;
}

/** After so many failures in a row nothing is tried before somebody asks. */
export const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 5_000;

/** When to try again after the nth failure in a row; null: not by itself. */
export function nextAttempt(attempts: number, now: number): number | null {
  return attempts >= MOST_ATTEMPTS ? null : now + FIRST_PAUSE_MS * 4 ** (attempts - 1);
}
