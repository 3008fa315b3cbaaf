import type { Proposal } from '@slipway/api';
import { record } from '../changes/index.ts';
import { type Database, type Queries, transaction } from '../platform/db/index.ts';
import type { Answer, Propose } from '../platform/http/index.ts';
import { ApprovalRequired, approvalsFor, findProjectId, onTerms } from '../rulesets/index.ts';
import { diffsOf, hashOf, protectedKeys, reasonOf } from './content.ts';
import { findProposal, insertProposal, type NewProposal } from './store.ts';
import { proposalView } from './views.ts';

/** Keeps a call together with what it would do now. Nothing of it is written. */
export function createPropose(db: Database): Propose {
  return async (call, { author }, make) => {
    const needed = await findNeeded(make);
    const effects = diffsOf(needed.effects);
    const proposal = {
      author,
      call,
      effects,
      hash: hashOf(call, effects),
      required: approvalsFor(needed.effects),
      reason: reasonOf(call),
    };
    return { body: await transaction(db, (tx) => store(tx, call.params.project ?? '', proposal)) };
  };
}

async function findNeeded(make: () => Promise<Answer<unknown>>): Promise<ApprovalRequired> {
  try {
    await onTerms({ kind: 'propose' }, make);
  } catch (error) {
    if (error instanceof ApprovalRequired) return error;
    throw error;
  }
  throw new Error('A call that was to be proposed has been made.');
}

type Draft = Omit<NewProposal, 'projectId'> & { author: Parameters<typeof record>[1]['author'] };

async function store(tx: Queries, project: string, draft: Draft): Promise<Proposal> {
  const projectId = await findProjectId(tx, project);
  const id = await insertProposal(tx, { ...draft, projectId });
  const environments = protectedKeys(draft.effects);
  await record(tx, {
    projectId,
    author: draft.author,
    action: 'propose',
    subject: 'proposal',
    key: String(id),
    environmentKey: environments.length === 1 ? (environments[0] ?? null) : null,
    before: null,
    after: { endpoint: draft.call.endpoint, params: draft.call.params, environments, hash: draft.hash },
    reason: draft.reason ?? undefined,
  });
  const row = await findProposal(tx, projectId, id);
  if (!row) throw new Error('A proposal was lost in mid-transaction.');
  return proposalView({ ...row, approvals: [] });
}
