import type { Ruleset, RulesetPatch } from './ruleset.ts';

/** The server's clock in epoch milliseconds travels with every event and is part of no digest. */
export type RulesetEvent = Ruleset & { now: number };
export type PatchEvent = RulesetPatch & { now: number };
export interface HeartbeatEvent {
  now: number;
  epoch: number;
  version: number;
}
