import type { Flag, Segment } from '@slipway/engine';

/** A flag as a ruleset entry holds it: its version is the entry's. */
export type FlagValue = Omit<Flag, 'version'>;

export type EntryKind = 'flag' | 'segment';

/** One present entry of an environment's ruleset. */
export type Entry =
  | { kind: 'flag'; key: string; version: number; value: FlagValue }
  | { kind: 'segment'; key: string; version: number; value: Segment };
