import type { Problem } from '@slipway/api';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import css from './revert-problem.module.css';
import { laterChange } from './revert-words.ts';

interface RevertProblemProps {
  project: string;
  problem: Problem;
  /** When one goes to the later change. */
  leave?: () => void;
  className?: string | undefined;
}

/** Why a change cannot be taken back now, with the later change that stands in the way. */
export function RevertProblem({ project, problem, leave, className = '' }: RevertProblemProps) {
  const later = laterChange(problem.detail);
  return (
    <div className={`${css.note} ${className}`} role="alert">
      <IconAlertTriangle size={18} aria-hidden className={css.icon} />
      <div>
        <p className={css.title}>{problem.title}</p>
        <p>{problem.detail}</p>
        {later === null ? null : (
          <p>
            <Link
              to="/projects/$project/changes"
              params={{ project }}
              search={{ change: later }}
              className={css.link ?? ''}
              {...(leave ? { onClick: leave } : {})}
            >
              Look at change {later}
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}
