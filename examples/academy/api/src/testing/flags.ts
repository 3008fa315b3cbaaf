import type { Flags } from '../flags.ts';
import type { Ranking } from '../ranking.ts';

export interface FixedFlags {
  newCheckout: boolean;
  ranking: Ranking;
  limit: number;
}

/** Flags that the test switches itself, while the application runs. */
export function fixedFlags(): { flags: Flags; state: FixedFlags } {
  const state: FixedFlags = { newCheckout: false, ranking: 'relevance', limit: 3 };
  const flags: Flags = {
    hasNewCheckout: async () => state.newCheckout,
    searchRanking: async () => state.ranking,
    enrolmentLimit: async () => state.limit,
  };
  return { flags, state };
}
