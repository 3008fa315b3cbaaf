import type { Proposal } from '@slipway/api';
import { refusalOf } from '../app/refusal.ts';
import type { May, Who } from '../app/session.tsx';

/** What whoever is signed in has to do with a proposal. */
export interface Standing {
  isMine: boolean;
  hasApproved: boolean;
  /** Why one may not approve or reject; null when one may. */
  refusal: string | null;
}

export function standingOf(proposal: Proposal, { id, kind }: Pick<Who, 'id' | 'kind'>, may: May): Standing {
  const isMe = (by: Proposal['author']): boolean => by.kind === kind && by.id === id;
  const isMine = isMe(proposal.author);
  const hasApproved = proposal.approvals.some(({ by }) => isMe(by));
  return { isMine, hasApproved, refusal: refusalIn(proposal, may) };
}

/** The first protected environment in which one may not approve says why. */
function refusalIn(proposal: Proposal, may: May): string | null {
  const places = protectedIn(proposal).map((environment) => ({ environment }));
  const refusals = (places.length > 0 ? places : [{}]).map((scope) =>
    refusalOf(may, 'proposal:approve', scope),
  );
  return refusals.find((one) => one !== null) ?? null;
}

export function protectedIn({ effects }: Pick<Proposal, 'effects'>): string[] {
  return [...new Set(effects.filter((one) => one.isProtected).map(({ environment }) => environment))];
}

/** How many approvals count so far. */
export function countedIn({ approvals }: Pick<Proposal, 'approvals'>): number {
  return approvals.filter(({ isCounted }) => isCounted).length;
}

export interface Inbox {
  /** One may approve these and has not. */
  waiting: Proposal[];
  mine: Proposal[];
  others: Proposal[];
}

/** Open proposals by what one has to do with them; the oldest wait the longest and come first. */
export function inboxOf(open: readonly Proposal[], who: Pick<Who, 'id' | 'kind'>, may: May): Inbox {
  const inbox: Inbox = { waiting: [], mine: [], others: [] };
  const oldest = [...open].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  for (const proposal of oldest) {
    const { isMine, hasApproved, refusal } = standingOf(proposal, who, may);
    if (isMine) inbox.mine.push(proposal);
    else if (hasApproved || refusal !== null) inbox.others.push(proposal);
    else inbox.waiting.push(proposal);
  }
  return inbox;
}
