import type { ReactNode } from 'react';
import { Command } from './copy.tsx';
import css from './empty.module.css';

interface EmptyProps {
  /** One sentence: what would be here. */
  children: ReactNode;
  /** The one action. */
  action?: ReactNode;
  /** The same on the command line. */
  command?: string;
}

/** An empty place teaches what it is for. */
export function Empty({ children, action, command }: EmptyProps) {
  return (
    <div className={css.empty}>
      <p>{children}</p>
      {action}
      {command ? (
        <p className={css.command}>
          or <Command>{command}</Command>
        </p>
      ) : null}
    </div>
  );
}
