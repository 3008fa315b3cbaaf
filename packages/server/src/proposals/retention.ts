import type { Kept } from '../platform/retention/index.ts';

/** What waits stays for as long as it waits. Changes are kept for ever: they say what was done. */
export const keptDecisions: readonly Kept[] = [
  { table: 'proposals', column: 'ended_at', days: 400 },
  { table: 'reviews', column: 'closed_at', days: 400 },
];
