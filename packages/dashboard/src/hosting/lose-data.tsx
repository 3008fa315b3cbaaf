import { Button, Group, Modal } from '@mantine/core';
import { ApiError, type Problem } from '@slipway/api';
import { useState } from 'react';
import type { Outcome } from '../app/submit.tsx';
import { ProblemNote } from '../ui/problem.tsx';

interface LoseDataProps {
  title: string;
  /** A verb. */
  action: string;
  /** What is there afterwards. */
  result: string;
  send: () => Promise<Outcome<unknown>>;
  close: () => void;
  done: () => void;
}

/** Says what is lost before it is. */
export function LoseData({ title, action, result, send, close, done }: LoseDataProps) {
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const act = async (): Promise<void> => {
    setSending(true);
    setProblem(null);
    const outcome = await send();
    setSending(false);
    if (outcome.kind === 'refused') setProblem(outcome.problem);
    if (outcome.kind !== 'done') return;
    done();
    close();
  };
  return (
    <Modal opened onClose={close} title={title} size="lg">
      <p style={{ marginTop: 0 }}>{result}</p>
      <p>
        Everything written since then is lost, also what others have entered. Services are stopped meanwhile.
        Take a snapshot first if somebody may want it back: this cannot be undone.
      </p>
      {problem === null ? null : <ProblemNote error={new ApiError(problem)} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={close} data-autofocus>
          Cancel
        </Button>
        <Button color="red.9" loading={isSending} onClick={() => void act()}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
