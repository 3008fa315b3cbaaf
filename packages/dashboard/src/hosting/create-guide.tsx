import { Button } from '@mantine/core';
import type { Blueprint, Service } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { Command } from '../ui/copy.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import css from './hosting.module.css';

interface CreateGuideProps {
  project: string;
  services: readonly Service[];
  blueprints: readonly Blueprint[];
}

/** What has to be there before Slipway can run anything. */
export function CreateGuide({ project, services, blueprints }: CreateGuideProps) {
  const refusal = refusalOf(useMay(project), 'service:write');
  return (
    <>
      <p>
        Slipway runs copies of your application once it knows where the code is and how to start it. This is
        done once for the project.
      </p>
      {refusal === null ? null : <p className="sw-muted">{refusal}</p>}
      <ol className={`sw-panel ${css.guide}`}>
        <Step
          project={project}
          isDone={services.length > 0}
          title="Register a service for each repository"
          tab="services"
          action="Settings → Services"
          command="slipway service create web --repository https://git.example.com/shop/web.git"
        >
          {services.length > 0
            ? `There is ${services.map(({ name }) => name).join(', ')}.`
            : 'Its git address and its default branch; a token or an SSH key where it is private.'}
        </Step>
        <Step project={project} isDone={false} title="Write a blueprint" command="slipway init">
          A Compose file with a few lines for Slipway. In the folder of an existing Compose project this
          command writes one.
        </Step>
        <Step
          project={project}
          isDone={blueprints.length > 0}
          title="Add the blueprint"
          tab="blueprints"
          action="Settings → Blueprints"
          command="slipway blueprint create shop --file compose.yaml"
        >
          Slipway says line by line what it cannot run, and what to write instead.
        </Step>
      </ol>
    </>
  );
}

interface StepProps {
  project: string;
  isDone: boolean;
  title: string;
  tab?: string;
  action?: string;
  command: string;
  children: string;
}

function Step({ project, isDone, title, tab, action, command, children }: StepProps) {
  return (
    <li>
      <StateMark look={isDone ? 'applied' : 'off'} quiet>
        {''}
      </StateMark>
      <div>
        <h2>
          {title}
          {isDone ? <span className="sw-visually-hidden">, done</span> : null}
        </h2>
        <p className="sw-muted">{children}</p>
        {isDone ? null : (
          <p>
            {tab && action ? (
              <>
                <Button
                  size="compact-sm"
                  variant="default"
                  renderRoot={(props) => (
                    <Link {...props} to="/projects/$project/settings" params={{ project }} search={{ tab }} />
                  )}
                >
                  {action}
                </Button>{' '}
                <span className="sw-muted">or</span>{' '}
              </>
            ) : null}
            <Command>{command}</Command>
          </p>
        )}
      </div>
    </li>
  );
}
