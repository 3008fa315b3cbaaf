import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type Change, type Problem, revertChange } from '@slipway/api';
import { useState } from 'react';
import { useEnvironments } from '../app/environment.tsx';
import { useSubmit } from '../app/submit.tsx';
import { ChangeDiff } from './change-diff.tsx';
import { ChangeSentence } from './change-sentence.tsx';
import css from './revert-dialog.module.css';
import { RevertProblem } from './revert-problem.tsx';

interface RevertDialogProps {
  project: string;
  change: Change;
  close: () => void;
}

/** Shows what would be put back, asks why, and says which later change stands in the way. */
export function RevertDialog({ project, change, close }: RevertDialogProps) {
  const submit = useSubmit();
  const [reason, setReason] = useState('');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isProtected = useIsProtected(project, change);
  const send = async (): Promise<void> => {
    setSending(true);
    const outcome = await submit(
      revertChange,
      { params: { project, change: change.id }, body: reason.trim() === '' ? {} : { reason: reason.trim() } },
      {
        what: `Revert change ${change.id}`,
        own: ['revert-conflict', 'not-revertible'],
        isReasoned: isProtected,
      },
    );
    setSending(false);
    if (outcome.kind === 'done' || outcome.kind === 'proposed') close();
    if (outcome.kind === 'refused') setProblem(outcome.problem);
  };
  return (
    <Modal opened onClose={close} title={`Revert change ${change.id}`} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p className={css.what}>
          <ChangeSentence change={change} project={project} />
        </p>
        <h3 className={css.heading}>What is put back</h3>
        <div className={css.diff}>
          <ChangeDiff
            change={{ subject: change.subject, before: change.after, after: change.before }}
            empty="Nothing is different."
          />
        </div>
        {problem ? (
          <RevertProblem project={project} problem={problem} leave={close} className={css.problem} />
        ) : null}
        <Textarea
          label="Reason"
          description={isProtected ? 'Whoever approves reads it.' : 'Kept with the change.'}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
        />
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={isSending}>
            {isProtected ? 'Propose reverting' : 'Revert'}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** Whether it reaches a protected environment, so that it will need an approval. */
function useIsProtected(project: string, { environment, effects }: Change): boolean {
  const { data = [] } = useEnvironments(project);
  const reached = new Set([environment, ...effects.map((one) => one.environment)]);
  return data.some(({ key, isProtected }) => isProtected && reached.has(key));
}
