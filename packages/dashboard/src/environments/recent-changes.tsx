import { listChanges } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';
import { ChangeLines } from './change-lines.tsx';

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
        {({ body: { items } }) => <ChangeLines project={project} changes={items} />}
      </Show>
    </Section>
  );
}
