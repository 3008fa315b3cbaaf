import { Button, Textarea } from '@mantine/core';
import {
  approveProposal,
  getProposal,
  type Problem,
  type Proposal,
  rejectProposal,
  withdrawProposal,
} from '@slipway/api';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { forget } from '../app/api.ts';
import { useMay, useWho } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import css from './proposals.module.css';
import { countedIn, standingOf } from './standing.ts';

interface DecisionProps {
  project: string;
  proposal: Proposal;
}

const own = ['proposal-stale', 'proposal-ended', 'own-proposal'];
const OWN = 'You proposed it: somebody else has to approve it.';

/** Approve exactly what one has seen, reject it with a reason, or withdraw what is one’s own. */
export function ProposalDecision({ project, proposal }: DecisionProps) {
  const may = useMay(project);
  const { isMine, hasApproved, refusal } = standingOf(proposal, useWho(), may);
  const [reason, setReason] = useState('');
  const [isAsking, setAsking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { send, sending, problem } = useDecision(project, proposal, reason.trim());
  const isLast = countedIn(proposal) + 1 >= proposal.required;
  const reject = (): void => {
    if (reason.trim() !== '') {
      send('reject');
      return;
    }
    setAsking(true);
    field.current?.focus();
  };
  const why = isMine ? OWN : refusal;
  return (
    <div className={css.decision}>
      {problem ? (
        <p className={css.problem} role="alert">
          <strong>{problem.title}.</strong> {problem.detail}
        </p>
      ) : null}
      {why === null || isMine ? (
        <Textarea
          ref={field}
          label="Reason"
          description={
            isMine ? 'Optional, for withdrawing.' : 'Optional for an approval; whoever proposed it reads it.'
          }
          error={
            isAsking && reason.trim() === '' ? 'Say why, so that its author knows what to do.' : undefined
          }
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={2000}
        />
      ) : null}
      <div className={css.buttons}>
        {isMine ? (
          <Button variant="default" loading={sending === 'withdraw'} onClick={() => send('withdraw')}>
            Withdraw
          </Button>
        ) : (
          <GuardedButton
            variant="default"
            leftSection={<IconX size={16} aria-hidden />}
            loading={sending === 'reject'}
            refusal={refusal}
            onClick={reject}
          >
            Reject
          </GuardedButton>
        )}
        <GuardedButton
          leftSection={<IconCheck size={16} aria-hidden />}
          loading={sending === 'approve'}
          refusal={hasApproved ? 'You have approved it already. It waits for somebody else.' : why}
          onClick={() => send('approve')}
        >
          {isLast ? 'Approve and apply' : 'Approve'}
        </GuardedButton>
      </div>
      {why === null ? null : <p className={css.refusal}>{why}</p>}
    </div>
  );
}

type Decision = 'approve' | 'reject' | 'withdraw';

/** What is refused here is read again: it may have ended meanwhile. */
function useDecision(project: string, proposal: Proposal, reason: string) {
  const submit = useSubmit();
  const [sending, setSending] = useState<Decision | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const params = { project, proposal: proposal.id };
  const body = reason === '' ? {} : { reason };
  const calls = {
    approve: () =>
      submit(
        approveProposal,
        { params, body: { hash: proposal.hash, ...body } },
        { what: `Approve proposal ${proposal.id}`, own },
      ),
    reject: () => submit(rejectProposal, { params, body }, { what: `Reject proposal ${proposal.id}`, own }),
    withdraw: () =>
      submit(withdrawProposal, { params, body }, { what: `Withdraw proposal ${proposal.id}`, own }),
  };
  const run = async (decision: Decision): Promise<void> => {
    setSending(decision);
    setProblem(null);
    const outcome = await calls[decision]();
    if (outcome.kind === 'refused') setProblem(outcome.problem);
    await forget([getProposal.id], { project });
    setSending(null);
  };
  return { send: (decision: Decision) => void run(decision), sending, problem };
}
