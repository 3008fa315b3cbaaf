import { type ProblemCode, ProblemError, problems } from '@slipway/api';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Answer, Call, Caller } from '../platform/http/index.ts';
import { approvalsFor, type Effect, onTerms } from '../rulesets/index.ts';
import { diffsOf, hashOf } from './content.ts';
import { endStale } from './follow.ts';
import { endProposal, insertApproval, lockProposal, type ProposalRow } from './store.ts';
import { requireOpen } from './views.ts';

/** Makes a kept call in the name of who approves it. */
export type MakeKept = (call: Call, caller: Caller) => Promise<Answer<unknown>>;

export interface Approval {
  proposal: ProposalRow;
  caller: Caller;
  reason: string | undefined;
}

/** Approvals that are there already count as they were given: each is for the hash. */
export function isLastApproval({ approvals, required }: ProposalRow): boolean {
  return approvals.length + 1 >= required;
}

/** One of several; false = by now it is the last, and nothing was written. */
export async function addApproval(db: Database, { proposal, caller, reason }: Approval): Promise<boolean> {
  return transaction(db, async (tx) => {
    const row = requireOpen(await lockProposal(tx, proposal.projectId, proposal.id));
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
  db: Database,
  approval: Approval,
  make: MakeKept,
): Promise<Record<string, number>> {
  const { proposal, caller } = approval;
  const onBehalfOf = `${proposal.author.kind}:${proposal.author.id}`;
  const author = { ...caller.author, onBehalfOf };
  const settle = (tx: Queries, effects: readonly Effect[]) => settleIn(tx, approval, effects);
  try {
    const made = await onTerms({ kind: 'approved', settle }, () =>
      make(proposal.call, { ...caller, author }),
    );
    return made.versions ?? {};
  } catch (error) {
    if (!isMisfit(error)) throw error;
    throw await outdate(db, approval, error);
  }
}

async function settleIn(tx: Queries, approval: Approval, effects: readonly Effect[]): Promise<void> {
  const row = requireOpen(await lockProposal(tx, approval.proposal.projectId, approval.proposal.id));
  if (hashOf(row.call, diffsOf(effects)) !== row.hash)
    throw new ProblemError('proposal-stale', 'What it would change is not what it was when it was proposed.');
  await insertApproval(tx, row, approval.caller.author);
  const count = row.approvals.length + 1;
  if (count < Math.max(row.required, approvalsFor(effects)))
    throw new ProblemError('busy', 'The approvals were changed at the same moment. Try again.');
  await endProposal(tx, row.id, 'applied', null);
  await recordApproval(tx, approval, 'applied');
}

async function recordApproval(
  tx: Queries,
  { proposal, caller, reason }: Approval,
  state: 'open' | 'applied' = 'open',
): Promise<void> {
  const { id, projectId, approvals, hash } = proposal;
  await record(tx, {
    projectId,
    author: caller.author,
    action: 'approve',
    subject: 'proposal',
    key: String(id),
    before: { state: 'open', approvals: approvals.length },
    after: { state, approvals: approvals.length + 1, hash },
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
