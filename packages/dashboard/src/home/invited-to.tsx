import type { Environment } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useEnvironments } from '../app/environment.tsx';
import { kindWords } from '../environments/environment-words.ts';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { Show } from '../ui/loading.tsx';
import { Column, Quiet } from './column.tsx';
import css from './home.module.css';

/** For those who see only what they are invited to. */
export function InvitedTo({ project }: { project: string }) {
  const environments = useEnvironments(project);
  return (
    <div className={css.columns}>
      <Column title="You are invited to">
        <Show of={environments} rows={3}>
          {(all) =>
            all.length === 0 ? (
              <Quiet>
                Nothing at present. Whoever invited you can add an environment to what you may see.
              </Quiet>
            ) : (
              <ul className={css.list}>
                {all.map((environment) => (
                  <Invited key={environment.key} project={project} environment={environment} />
                ))}
              </ul>
            )
          }
        </Show>
      </Column>
    </div>
  );
}

function Invited({ project, environment }: { project: string; environment: Environment }) {
  const { key, name, kind, isProtected } = environment;
  return (
    <li className={css.waiting}>
      <p className={css.what}>
        <Link
          to="/projects/$project/environments/$environment"
          params={{ project, environment: key }}
          className={css.opens ?? ''}
        >
          <EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />
        </Link>
      </p>
      <p className={css.small}>
        <span>{kindWords[kind].explanation}</span>
      </p>
    </li>
  );
}
