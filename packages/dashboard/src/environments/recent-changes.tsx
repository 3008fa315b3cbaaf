import { listChanges } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { sentenceOf } from '../explain/comparison.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import css from './environments.module.css';

const SHOWN = 8;

/** What was changed here last, newest first. */
export function RecentChanges({ project, environment }: { project: string; environment: string }) {
  const changes = useRead(listChanges, { params: { project }, query: { environment, limit: SHOWN } });
  return (
    <Section
      title="Last changes here"
      actions={
        <Link
          to="/projects/$project/changes"
          params={{ project }}
          search={{ environment }}
          className="sw-link"
        >
          All changes
        </Link>
      }
    >
      <Show of={changes} rows={4}>
        {({ body: { items } }) =>
          items.length === 0 ? (
            <p className="sw-muted">None yet.</p>
          ) : (
            <ul className={`sw-panel ${css.changes}`}>
              {items.map((change) => (
                <li key={change.id}>
                  <span>{sentenceOf(change)}</span>
                  <span className="sw-muted">
                    <Time at={change.at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </Section>
  );
}
