import type { Proposal } from '@slipway/api';
import type { StateLook } from '../ui/state-mark.tsx';
import { countedIn } from './standing.ts';

type State = Proposal['state'];

export const stateLooks = {
  open: { look: 'waiting', words: 'waiting' },
  applied: { look: 'applied', words: 'applied' },
  rejected: { look: 'rejected', words: 'rejected' },
  withdrawn: { look: 'ended', words: 'withdrawn' },
  stale: { look: 'stale', words: 'stale' },
} as const satisfies Record<State, { look: StateLook; words: string }>;

/** What it does, did or would have done, by its state. */
export const effectVerbs = {
  open: { heading: 'What would change', be: 'will be' },
  applied: { heading: 'What was changed', be: 'became' },
  rejected: { heading: 'What would have changed', be: 'would have been' },
  withdrawn: { heading: 'What would have changed', be: 'would have been' },
  stale: { heading: 'What would have changed', be: 'would have been' },
} as const satisfies Record<State, { heading: string; be: string }>;

/** "1 of 2 approvals". */
export function approvalsWords(proposal: Pick<Proposal, 'approvals' | 'required'>): string {
  return `${countedIn(proposal)} of ${proposal.required} ${proposal.required === 1 ? 'approval' : 'approvals'}`;
}

/** What a state means for whoever reads it, and what to do next. */
export function meaningOf({ state, note, approvals, required }: Proposal): { what: string; next: string } {
  const missing = required - countedIn({ approvals });
  const because = note ? ` ${note}` : '';
  switch (state) {
    case 'open':
      return {
        what: missing === 1 ? 'It waits for 1 more approval.' : `It waits for ${missing} more approvals.`,
        next: missing === 1 ? 'That applies it at once.' : 'The last of them applies it at once.',
      };
    case 'applied':
      return { what: 'It was approved and holds.', next: 'To undo it, revert its change.' };
    case 'rejected':
      return {
        what: note ? `It was rejected: “${note}”` : 'It was rejected without a reason.',
        next: 'Nothing has changed. Propose something else where it is about.',
      };
    case 'withdrawn':
      return {
        what: `Its author withdrew it.${because}`,
        next: 'Nothing has changed.',
      };
    case 'stale':
      return {
        what: `What it would replace has changed since.${because}`,
        next: 'Nothing has been applied.',
      };
  }
}
