import { limits } from './limits.ts';
import type { Platform } from './platform.ts';

/** Epoch milliseconds as the server sees them; once anchored it never goes back. */
export interface ServerClock {
  now(): number;
  /** `serverNow` just arrived; it is at least as old as the way here took. */
  anchor(serverNow: number): void;
  /** Before the first anchor: time has certainly reached this instant. */
  notBefore(instant: number): void;
}

/** The monotonic clock plus the best offset of the latest anchors: the greatest, as the network can only make `serverNow` old. */
export function createServerClock(platform: Platform): ServerClock {
  const offsets: number[] = [];
  let bestOffset: number | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  let floor = Number.NEGATIVE_INFINITY;
  return {
    now() {
      if (bestOffset === undefined) return Math.max(platform.wallNow(), floor);
      latest = Math.max(latest, platform.monotonicNow() + bestOffset);
      return latest;
    },
    anchor(serverNow) {
      offsets.push(serverNow - platform.monotonicNow());
      if (offsets.length > limits.clockSamples) offsets.shift();
      bestOffset = Math.max(...offsets);
    },
    notBefore(instant) {
      floor = Math.max(floor, instant);
    },
  };
}
