import { Link } from '@tanstack/react-router';
import { RunMark } from '../hosting/run-mark.tsx';
import { type Hosted, isHosted, isMoving } from '../hosting/run-words.ts';
import { Column } from './column.tsx';
import css from './home.module.css';
import type { Home } from './use-home.ts';

const MOST = 6;

interface MovingColumnProps {
  project: string;
  home: Home;
}

/** Environments that come up, go, or have failed; nothing when there is none. */
export function MovingColumn({ project, home: { environments } }: MovingColumnProps) {
  const moving = (environments.data ?? [])
    .filter(isHosted)
    .filter(({ run }) => isMoving(run) || run.state === 'failed')
    .sort((a, b) => b.run.since.localeCompare(a.run.since));
  if (moving.length === 0) return null;
  return (
    <Column title="Moving">
      <ul className={css.list}>
        {moving.slice(0, MOST).map((one) => (
          <MovingEnvironment key={one.key} project={project} environment={one} />
        ))}
        {moving.length > MOST ? (
          <li>
            <Link className="sw-link" to="/projects/$project/environments" params={{ project }}>
              {moving.length - MOST} more
            </Link>
          </li>
        ) : null}
      </ul>
    </Column>
  );
}

function MovingEnvironment({ project, environment }: { project: string; environment: Hosted }) {
  const { key, name, run } = environment;
  const why = run.state === 'queued' ? run.queue?.because : run.failure?.message;
  return (
    <li className={css.moving}>
      <Link
        to="/projects/$project/environments/$environment"
        params={{ project, environment: key }}
        className={css.flag ?? ''}
      >
        {name}
      </Link>
      <RunMark run={run} />
      {why ? <p>{why}</p> : null}
    </li>
  );
}
