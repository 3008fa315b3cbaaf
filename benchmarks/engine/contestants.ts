import { createByHand } from './by-hand.ts';
import type { Contestant } from './contestant.ts';
import { createFlagd } from './flagd.ts';
import { createGrowthbook } from './growthbook.ts';
import { createLaunchdarkly } from './launchdarkly.ts';
import { createSlipway } from './slipway.ts';
import { createUnleash } from './unleash.ts';

/** Everyone in the race by name; `hand-written closures` is the floor, not a peer. */
export const contestants = {
  slipway: createSlipway,
  '@openfeature/flagd-core': createFlagd,
  '@growthbook/growthbook': createGrowthbook,
  'unleash-client': createUnleash,
  '@launchdarkly/node-server-sdk': createLaunchdarkly,
  'hand-written closures': createByHand,
} as const satisfies Record<string, () => Contestant | Promise<Contestant>>;

export type ContestantName = keyof typeof contestants;

export function isContestant(name: string | undefined): name is ContestantName {
  return name !== undefined && Object.hasOwn(contestants, name);
}
