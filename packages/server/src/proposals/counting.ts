import { type Identity, isSameSomebody } from '../access/index.ts';
import type { Queries } from '../platform/db/index.ts';
import { protectedKeys } from './content.ts';
import type { Approved, ProposalRow } from './store.ts';

/** Whether somebody may approve in all of these environments at this moment; false of who is gone. */
export type MayStillApprove = (
  db: Queries,
  who: Identity,
  at: { project: string; environments: readonly string[] },
) => Promise<boolean>;

export type CountedApproval = Approved & { isCounted: boolean };

/** A proposal whose approvals say whether they count. */
export type CountedProposal = Omit<ProposalRow, 'approvals'> & { approvals: CountedApproval[] };

/**
 * Of an open proposal those count who may still approve: who was removed, erased or revoked since, or lost the right,
 * answers for nothing any more. What has ended keeps those that decided it.
 */
export async function countApprovals(
  db: Queries,
  proposal: ProposalRow,
  mayStill: MayStillApprove,
): Promise<CountedProposal> {
  const at = { project: proposal.projectKey, environments: protectedKeys(proposal.effects) };
  const approvals: CountedApproval[] = [];
  for (const approval of proposal.approvals) {
    const { by } = approval;
    const isCounted =
      proposal.state !== 'open' || ((await mayStill(db, by, at)) && !(await isAmong(db, by, approvals)));
    approvals.push({ ...approval, isCounted });
  }
  return { ...proposal, approvals };
}

/** Asks once for each that is the same. */
export function askedOnce(mayStill: MayStillApprove): MayStillApprove {
  const known = new Map<string, Promise<boolean>>();
  return (db, who, at) => {
    const key = JSON.stringify([who.kind, who.id, at]);
    const answer = known.get(key) ?? mayStill(db, who, at);
    known.set(key, answer);
    return answer;
  };
}

/** Whether somebody is one of those who count, also by another identity. */
export async function isAmong(
  db: Queries,
  who: Identity,
  approvals: readonly CountedApproval[],
): Promise<boolean> {
  for (const { by, isCounted } of approvals)
    if (isCounted && (await isSameSomebody(db, who, by))) return true;
  return false;
}

export function countOf({ approvals }: CountedProposal): number {
  return approvals.filter(({ isCounted }) => isCounted).length;
}
