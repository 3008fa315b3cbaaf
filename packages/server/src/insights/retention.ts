import type { Kept } from '../platform/retention/index.ts';

/** How long what instances report is kept. */
export const keptReports: readonly Kept[] = [
  { table: 'telemetry_batches', column: 'received_at', days: 2 },
  { table: 'sdk_instances', column: 'last_seen_at', days: 1 },
  { table: 'context_attributes', column: 'last_seen_at', days: 400 },
  { table: 'evaluation_counts', column: 'minute', days: 400 },
  { table: 'evaluation_hours', column: 'hour', days: 400 },
  { table: 'observed_outcomes', column: 'minute', days: 400 },
  { table: 'observed_latencies', column: 'minute', days: 400 },
];
