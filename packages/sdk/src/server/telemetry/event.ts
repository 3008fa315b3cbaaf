import type { TrackingEventDetails } from '@openfeature/server-sdk';
import { bounds } from './bounds.ts';
import { isReportable } from './names.ts';

/** What `track` says happened. A tracked event is bad unless it says otherwise or is a latency. */
export interface TrackedEvent {
  name: string;
  isBad: boolean;
  latencyMs: number | undefined;
}

/** Undefined for an event that nothing can be recorded of. */
export function readEvent(
  name: unknown,
  details: TrackingEventDetails | undefined,
): TrackedEvent | undefined {
  if (typeof name !== 'string' || !isReportable(name, bounds.eventNameLength)) return undefined;
  const latency = details?.latencyMs;
  const latencyMs =
    typeof latency === 'number' && latency >= 0 && Number.isFinite(latency) ? latency : undefined;
  const bad = details?.bad;
  return { name, latencyMs, isBad: typeof bad === 'boolean' ? bad : latencyMs === undefined };
}
