import { useParams } from '@tanstack/react-router';
import { useMay } from '../app/session.tsx';
import { Skeletons } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { ChangedColumn } from './changed-column.tsx';
import { Column } from './column.tsx';
import { FirstSteps } from './first-steps-panel.tsx';
import css from './home.module.css';
import { InvitedTo } from './invited-to.tsx';
import { LiveColumn } from './live-column.tsx';
import { MovingColumn } from './moving-column.tsx';
import { useFirstSteps } from './use-first-steps.ts';
import { useHome } from './use-home.ts';
import { WaitingColumn } from './waiting-column.tsx';

/** What is live, what has changed, what waits for me. */
export function HomePage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/' });
  const may = useMay(project);
  return (
    <Page title="Home" name="Home">
      {may('project:read') ? <ProjectHome project={project} /> : <InvitedTo project={project} />}
    </Page>
  );
}

function ProjectHome({ project }: { project: string }) {
  const home = useHome(project);
  const first = useFirstSteps(project, home);
  if (home.failed) return <ProblemNote error={home.failed.error} retry={() => void home.failed?.refetch()} />;
  // All at once: whatever came later would push away what is read already.
  if (home.isPending || first.isPending) return <SkeletonColumns />;
  return (
    <>
      {first.steps ? (
        <FirstSteps project={project} home={home} steps={first.steps} hide={first.hide} />
      ) : null}
      <div className={css.columns}>
        <div className={css.stack}>
          <MovingColumn project={project} home={home} />
          <LiveColumn project={project} home={home} />
        </div>
        <ChangedColumn project={project} home={home} />
        <WaitingColumn project={project} home={home} />
      </div>
    </>
  );
}

function SkeletonColumns() {
  return (
    <div className={css.columns}>
      {['Live', 'Changed', 'Waiting for you'].map((title) => (
        <Column key={title} title={title}>
          <Skeletons rows={8} />
        </Column>
      ))}
    </div>
  );
}
