import { ProblemError, type Proposal } from '@slipway/api';
import { isSameSomebody } from '../access/index.ts';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Answer, Caller, Principal, Propose } from '../platform/http/index.ts';
import { type Page, pageOf } from '../platform/page.ts';
import { findProjectId } from '../rulesets/index.ts';
import { addApproval, approveAndApply, isLastApproval, type MakeKept } from './approve.ts';
import { protectedKeys } from './content.ts';
import {
  askedOnce,
  type CountedProposal,
  countApprovals,
  isAmong,
  type MayStillApprove,
} from './counting.ts';
import { createPropose } from './propose.ts';
import {
  endProposal,
  findProposal,
  listProposalRows,
  lockProposal,
  type ProposalFilter,
  type ProposalRow,
} from './store.ts';
import { idOf, proposalNotFound, proposalView, readCursor, requireOpen } from './views.ts';

export interface ProposalAt {
  project: string;
  proposal: string;
}

/** Whether somebody may approve in one environment. */
export type MayApprove = (principal: Principal, at: { project: string; environment: string }) => boolean;

/** Changes to protected environments that wait for approval. */
export interface Proposals {
  readonly propose: Propose;
  /** Newest first. */
  list(project: string, filter: ProposalFilter): Promise<Answer<Page<Proposal>>>;
  get(at: ProposalAt): Promise<Answer<Proposal>>;
  /** `hash` = what one has seen. The last approval needed makes the call, with `make`. */
  approve(
    at: ProposalAt,
    seen: { hash: string; reason?: string | undefined },
    caller: Caller,
    make: MakeKept,
  ): Promise<Answer<Proposal>>;
  reject(at: ProposalAt, reason: string | undefined, caller: Caller): Promise<Answer<Proposal>>;
  withdraw(at: ProposalAt, reason: string | undefined, caller: Caller): Promise<Answer<Proposal>>;
}

export interface ProposalsOptions {
  db: Database;
  mayApprove: MayApprove;
  /** Of somebody who approved before. */
  mayStillApprove: MayStillApprove;
}

export function createProposals({ db, mayApprove, mayStillApprove }: ProposalsOptions): Proposals {
  const deps = { db, mayStillApprove };
  const read = async (at: ProposalAt): Promise<CountedProposal> =>
    countApprovals(db.kysely, await find(db.kysely, at), mayStillApprove);
  const end = async (at: ProposalAt, ending: Ending): Promise<Answer<Proposal>> => {
    await transaction(db, (tx) => endBy(tx, at, ending));
    return { body: proposalView(await read(at)) };
  };
  return {
    propose: createPropose(db),
    async list(project, filter) {
      const projectId = await findProjectId(db.kysely, project);
      const rows = await listProposalRows(db.kysely, projectId, filter, readCursor(filter.cursor));
      const mayStill = askedOnce(mayStillApprove);
      const counted = await Promise.all(rows.map((row) => countApprovals(db.kysely, row, mayStill)));
      return { body: pageOf(counted, filter.limit, proposalView, ({ id }) => String(id)) };
    },
    get: async (at) => ({ body: proposalView(await read(at)) }),
    async approve(at, { hash, reason }, caller, make) {
      for (;;) {
        const proposal = requireOpen(await read(at));
        await requireOther(db.kysely, proposal, caller.principal);
        requireMayApprove(mayApprove, proposal, at.project, caller.principal);
        requireSeen(proposal, hash);
        const answer = async (versions = {}) => ({ body: proposalView(await read(at)), versions });
        if (await isAmong(db.kysely, caller.principal, proposal.approvals)) return answer();
        const approval = { proposal, caller, reason };
        if (isLastApproval(proposal)) return answer(await approveAndApply(deps, approval, make));
        if (await addApproval(deps, approval)) return answer();
      }
    },
    reject: (at, reason, caller) =>
      end(at, {
        state: 'rejected',
        action: 'reject',
        caller,
        reason,
        check: (row) => requireMayApprove(mayApprove, row, at.project, caller.principal),
      }),
    withdraw: (at, reason, caller) =>
      end(at, {
        state: 'withdrawn',
        action: 'withdraw',
        caller,
        reason,
        check: (row) => requireOwn(row, caller.principal),
      }),
  };
}

interface Ending {
  state: 'rejected' | 'withdrawn';
  action: 'reject' | 'withdraw';
  caller: Caller;
  reason: string | undefined;
  check: (row: ProposalRow) => void;
}

async function endBy(
  tx: Queries,
  at: ProposalAt,
  { state, action, caller, reason, check }: Ending,
): Promise<void> {
  const { id, projectId } = await find(tx, at);
  const row = await lockProposal(tx, projectId, id);
  if (row) check(row);
  requireOpen(row);
  await endProposal(tx, id, state, reason ?? null);
  await record(tx, {
    projectId,
    author: caller.author,
    action,
    subject: 'proposal',
    key: String(id),
    before: { state: 'open' },
    after: { state },
    reason,
  });
}

async function find(db: Queries, { project, proposal }: ProposalAt): Promise<ProposalRow> {
  const projectId = await findProjectId(db, project);
  const id = idOf(proposal);
  const row = id === null ? undefined : await findProposal(db, projectId, id);
  if (!row) throw proposalNotFound(project, proposal);
  return row;
}

function isBy({ kind, id }: Pick<Principal, 'kind' | 'id'>, by: { kind: string; id: string }): boolean {
  return by.kind === kind && by.id === id;
}

async function requireOther(
  db: Queries,
  { id, author }: Pick<ProposalRow, 'id' | 'author'>,
  principal: Principal,
): Promise<void> {
  if (!(await isSameSomebody(db, principal, author))) return;
  throw new ProblemError('own-proposal', `Proposal ${id} is yours: somebody else has to approve it.`);
}

function requireOwn({ id, author }: ProposalRow, principal: Principal): void {
  if (isBy(principal, author)) return;
  throw new ProblemError(
    'not-your-proposal',
    `Proposal ${id} is by ${author.name || 'somebody who was erased'}. Reject it instead, if you may.`,
  );
}

/** A right to approve in one environment is none for a proposal that reaches further. */
function requireMayApprove(
  may: MayApprove,
  { id, effects }: Pick<ProposalRow, 'id' | 'effects'>,
  project: string,
  principal: Principal,
): void {
  const closed = protectedKeys(effects).filter((environment) => !may(principal, { project, environment }));
  if (closed.length === 0) return;
  const names = closed.map((key) => `"${key}"`).join(', ');
  throw new ProblemError(
    'forbidden',
    `Proposal ${id} reaches ${names}, where you may not approve. Ask somebody who may.`,
  );
}

function requireSeen({ id, hash }: Pick<ProposalRow, 'id' | 'hash'>, seen: string): void {
  if (seen === hash) return;
  throw new ProblemError(
    'proposal-stale',
    `Proposal ${id} has another hash than the one you approve. Read it again and decide anew.`,
  );
}
