import type { FlagConfig } from '@slipway/api';
import { isSame } from './config-draft.ts';
import { mergeConfigs, type Picks } from './three-way.ts';

/** What would become of two versions, or that it is not decided yet. */
export type Outcome = 'undecided' | 'theirs' | 'mine' | 'both';

export interface Choice {
  merged: FlagConfig;
  clashes: readonly string[];
  outcome: Outcome;
}

/** Two versions as far as one has chosen between them: every piece that both have changed asks for a pick. */
export function choiceOf(base: FlagConfig, mine: FlagConfig, theirs: FlagConfig, picks: Picks): Choice {
  const { config: merged, clashes } = mergeConfigs(base, mine, theirs, picks);
  const isDecided = clashes.every((rung) => picks.has(rung));
  return { merged, clashes, outcome: isDecided ? outcomeOf(merged, mine, theirs) : 'undecided' };
}

function outcomeOf(merged: FlagConfig, mine: FlagConfig, theirs: FlagConfig): Outcome {
  if (isSame(merged, theirs)) return 'theirs';
  return isSame(merged, mine) ? 'mine' : 'both';
}
