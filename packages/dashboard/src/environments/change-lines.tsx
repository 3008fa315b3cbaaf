import type { Change } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { sentenceOf } from '../explain/comparison.tsx';
import { Time } from '../ui/time.tsx';
import css from './environments.module.css';

/** Changes in a few lines, each leading to the whole. */
export function ChangeLines({ project, changes }: { project: string; changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="sw-muted">None yet.</p>;
  return (
    <ul className={`sw-panel ${css.changes}`}>
      {changes.map((change) => (
        <li key={change.id}>
          <Link
            to="/projects/$project/changes"
            params={{ project }}
            search={{ change: change.id }}
            className={css.name}
          >
            {sentenceOf(change)}
          </Link>
          <span className="sw-muted">
            <Time at={change.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
