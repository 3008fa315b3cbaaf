import { Button, Group, Modal, Textarea } from '@mantine/core';
import { ApiError, type Problem, problems } from '@slipway/api';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Outcome } from '../app/submit.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import css from './environments.module.css';

/** A dialog shows every refusal itself: `own` of what it submits. */
export const shownInPlace: readonly string[] = Object.keys(problems);

interface ChangeDialogProps {
  title: string;
  /** A verb. */
  action: string;
  /** Says what the change does. */
  children: ReactNode;
  send: (reason: string) => Promise<Outcome<unknown>>;
  close: () => void;
  done?: () => void;
  isReady?: boolean;
  /** Why it cannot be done at all; null when it can. */
  refusal?: string | null;
  isReasonNeeded?: boolean;
  /** The change waits for an approval instead of being made. */
  isProposal?: boolean;
  /** The button’s words then, where “Propose: …” does not do. */
  proposal?: string;
  isDangerous?: boolean;
  size?: string;
  /** Told when somebody else was faster. */
  conflict?: ReactNode;
}

/** A deliberate change: what it does, a reason, and what was refused in its place. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { title, action, children, send, close, done, isReady = true, isReasonNeeded = false } = props;
  const { isProposal = false, isDangerous = false, size = 'lg', conflict, refusal = null } = props;
  const { proposal = `Propose: ${action.charAt(0).toLowerCase()}${action.slice(1)}` } = props;
  const [reason, setReason] = useState('');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isConflict, setConflict] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    setConflict(false);
    const outcome = await send(reason.trim());
    setSending(false);
    if (outcome.kind === 'refused') setProblem(outcome.problem);
    if (outcome.kind === 'conflict') setConflict(true);
    if (outcome.kind === 'done') done?.();
    if (outcome.kind === 'done' || outcome.kind === 'proposed') close();
  };
  return (
    <Modal opened onClose={close} title={title} size={size}>
      <form className={css.dialog} onSubmit={(event) => void submit(event)}>
        {children}
        <Textarea
          label={isReasonNeeded ? 'Reason' : 'Reason (optional)'}
          description={isProposal ? 'Whoever approves reads it.' : 'Kept with the change.'}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={2000}
        />
        {problem === null ? null : <ProblemNote error={new ApiError(problem)} />}
        {isConflict
          ? (conflict ?? (
              <p role="alert" className={css.conflict}>
                Somebody changed this meanwhile. What you see is up to date again: look, then confirm.
              </p>
            ))
          : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <GuardedButton
            type="submit"
            refusal={refusal}
            loading={isSending}
            disabled={!isReady || (isReasonNeeded && reason.trim() === '')}
            {...(isDangerous ? { color: 'red.9' } : {})}
          >
            {isProposal ? proposal : action}
          </GuardedButton>
        </Group>
      </form>
    </Modal>
  );
}
