import { listChanges } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { ChangeLines } from '../environments/change-lines.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';

const SHOWN = 10;

/** Who changed the segment, newest first. */
export function SegmentHistory({ project, segment }: { project: string; segment: string }) {
  const changes = useRead(listChanges, { params: { project }, query: { segment, limit: SHOWN } });
  return (
    <Section
      title="History"
      actions={
        <Link to="/projects/$project/changes" params={{ project }} search={{ segment }} className="sw-link">
          All changes
        </Link>
      }
    >
      <Show of={changes} rows={3}>
        {({ body: { items } }) => <ChangeLines project={project} changes={items} />}
      </Show>
    </Section>
  );
}
