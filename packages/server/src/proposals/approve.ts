import { type ProblemCode, ProblemError, problems } from '@slipway/api';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Answer, Call, Caller } from '../platform/http/index.ts';
import { approvalsFor, type Judged, onTerms } from '../rulesets/index.ts';
import { diffsOf, hashOf } from './content.ts';
import { type CountedProposal, countApprovals, countOf, type MayStillApprove } from './counting.ts';
import { endStale } from './follow.ts';
import { endProposal, insertApproval, lockProposal, removeApprovals } from './store.ts';
import { requireOpen } from './views.ts';

/** Makes a kept call in the name of who approves it. */
export type MakeKept = (call: Call, caller: Caller) => Promise<Answer<unknown>>;

export interface Approval {
  proposal: CountedProposal;
  caller: Caller;
  reason: string | undefined;
}

export interface ApproveDeps {
  db: Database;
  mayStillApprove: MayStillApprove;
}

/** Whether one more is enough. */
export function isLastApproval(proposal: CountedProposal): boolean {
  return countOf(proposal) + 1 >= proposal.required;
}

/** One of several; false = by now it is the last, and nothing was written. */
export async function addApproval(
  { db, mayStillApprove }: ApproveDeps,
  { proposal, caller, reason }: Approval,
): Promise<boolean> {
  return transaction(db, async (tx) => {
    const open = requireOpen(await lockProposal(tx, proposal.projectId, proposal.id));
    const row = await countApprovals(tx, open, mayStillApprove);
    if (isLastApproval(row)) return false;
    if (await insertApproval(tx, row, caller.author))
      await recordApproval(tx, { proposal: row, caller, reason });
    return true;
  });
}

/**
 * The last approval and what it approves, in one transaction; answers the versions made. A proposal that no longer
 * fits becomes stale.
 */
export async function approveAndApply(
  deps: ApproveDeps,
  approval: Approval,
  make: MakeKept,
): Promise<Record<string, number>> {
  const { proposal, caller } = approval;
  const onBehalfOf = `${proposal.author.kind}:${proposal.author.id}`;
  const author = { ...caller.author, onBehalfOf };
  const settle = (tx: Queries, effects: readonly Judged[]) => settleIn(tx, deps, approval, effects);
  try {
    const made = await onTerms({ kind: 'approved', settle }, () =>
      make(proposal.call, { ...caller, author }),
    );
    return made.versions ?? {};
  } catch (error) {
    if (!isMisfit(error)) throw error;
    throw await outdate(deps.db, approval, error);
  }
}

async function settleIn(
  tx: Queries,
  { mayStillApprove }: ApproveDeps,
  approval: Approval,
  effects: readonly Judged[],
): Promise<void> {
  const open = requireOpen(await lockProposal(tx, approval.proposal.projectId, approval.proposal.id));
  const row = await countApprovals(tx, open, mayStillApprove);
  if (hashOf(row.call, diffsOf(effects)) !== row.hash)
    throw new ProblemError('proposal-stale', 'What it would change is not what it was when it was proposed.');
  await insertApproval(tx, row, approval.caller.author);
  if (countOf(row) + 1 < Math.max(row.required, approvalsFor(effects)))
    throw new ProblemError('busy', 'The approvals were changed at the same moment. Try again.');
  const uncounted = row.approvals.filter(({ isCounted }) => !isCounted).map(({ by }) => by);
  await removeApprovals(tx, row.id, uncounted);
  await endProposal(tx, row.id, 'applied', null);
  await recordApproval(tx, approval, 'applied');
}

async function recordApproval(
  tx: Queries,
  { proposal, caller, reason }: Approval,
  state: 'open' | 'applied' = 'open',
): Promise<void> {
  const { id, projectId, hash } = proposal;
  const count = countOf(proposal);
  await record(tx, {
    projectId,
    author: caller.author,
    action: 'approve',
    subject: 'proposal',
    key: String(id),
    before: { state: 'open', approvals: count },
    after: { state, approvals: count + 1, hash },
    reason,
  });
}

/** Says nothing of whether the call still fits. */
const others: ReadonlySet<ProblemCode> = new Set(['proposal-ended', 'forbidden', 'too-many-requests']);

/** The content has changed so that the call cannot be made any more; not that the database is busy. */
function isMisfit(error: unknown): error is ProblemError {
  return error instanceof ProblemError && !others.has(error.code) && problems[error.code].status < 500;
}

/** Who was faster has the last word: it may have been applied, or withdrawn, in the same moment. */
async function outdate(
  db: Database,
  { proposal: { projectId, id }, caller: { author } }: Approval,
  why: ProblemError,
): Promise<ProblemError> {
  await transaction(db, async (tx) => {
    requireOpen(await lockProposal(tx, projectId, id));
    await endStale(tx, { projectId, id, author }, why.message);
  });
  return new ProblemError(
    'proposal-stale',
    `Proposal ${id} no longer fits: ${why.message} Propose it again on what holds now.`,
  );
}
