import type { Environment } from '@slipway/api';

/** How long an environment lives, and when it goes to sleep by itself; null: never. */
export interface Life {
  readonly livesMs: number | null;
  /** Without viewers for so long it is paused. */
  readonly pausesAfterMs: number | null;
  /** Paused for so long it is stopped. */
  readonly stopsAfterMs: number | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const lifeOf: Readonly<Record<Environment['kind'], Life>> = {
  permanent: { livesMs: null, pausesAfterMs: null, stopsAfterMs: null },
  shared: { livesMs: null, pausesAfterMs: 2 * HOUR, stopsAfterMs: 12 * HOUR },
  'on-demand': { livesMs: 7 * DAY, pausesAfterMs: 30 * MINUTE, stopsAfterMs: 2 * HOUR },
  demo: { livesMs: 14 * DAY, pausesAfterMs: 4 * HOUR, stopsAfterMs: 12 * HOUR },
  'load-test': { livesMs: 2 * DAY, pausesAfterMs: null, stopsAfterMs: null },
};
