import { Button, type ButtonProps } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ProblemNote } from '../ui/problem.tsx';
import css from './door.module.css';

interface FormProps {
  children: ReactNode;
  /** A verb. */
  action: string;
  send: () => Promise<unknown>;
  isReady?: boolean;
  button?: ButtonProps;
}

/** Fields and one button; a refusal stays in its place until the next attempt. */
export function Form({ children, action, send, isReady = true, button = { fullWidth: true } }: FormProps) {
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    try {
      await send();
    } catch (error) {
      setProblem(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <form className={css.fields} onSubmit={(event) => void onSubmit(event)}>
      {children}
      {problem === null ? null : <ProblemNote error={problem} />}
      <Button type="submit" loading={isSending} disabled={!isReady} {...button}>
        {action}
      </Button>
    </form>
  );
}
