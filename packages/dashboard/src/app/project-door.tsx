import { listProjects } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { PlainFrame } from '../people/plain-frame.tsx';
import { NoSuch } from '../ui/no-such.tsx';
import { useAll } from './api.ts';
import { Frame } from './frame.tsx';
import { remember } from './remembered.ts';
import { useMay, useWho } from './session.tsx';

/** A project’s pages, unless there is no such project for whoever asks. */
export function ProjectDoor({ project }: { project: string }) {
  const isThere = useIsThere(project);
  useEffect(() => {
    if (isThere) remember('project', project);
  }, [isThere, project]);
  return isThere === false ? <UnknownProject project={project} /> : <Frame project={project} />;
}

/** undefined: not known yet. Whoever may see nothing of it need not wait for the list. */
function useIsThere(project: string): boolean | undefined {
  const isMember = useMay(project)('object:read');
  const { data } = useAll(listProjects, {});
  if (data) return data.some(({ key }) => key === project);
  return isMember ? undefined : false;
}

function UnknownProject({ project }: { project: string }) {
  const { isOwner } = useWho();
  return (
    <PlainFrame>
      <NoSuch
        what="project"
        list={
          <Link className="sw-link" to="/projects">
            See all projects
          </Link>
        }
        {...(isOwner ? { command: `slipway project create ${project}` } : {})}
      >
        There is no project “{project}” that you may see. Its administrators can invite you to it.
      </NoSuch>
    </PlainFrame>
  );
}
