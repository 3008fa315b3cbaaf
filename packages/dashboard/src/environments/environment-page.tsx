import { Menu } from '@mantine/core';
import { type Environment, getEnvironment } from '@slipway/api';
import { IconDots } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { NotInvited } from '../app/not-invited.tsx';
import { refusalOf } from '../app/refusal.ts';
import { type May, useMay } from '../app/session.tsx';
import { HostedPage } from '../hosting/hosted-page.tsx';
import { isHosted } from '../hosting/run-words.ts';
import { Copy } from '../ui/copy.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Show } from '../ui/loading.tsx';
import { isMissing } from '../ui/missing.ts';
import { NoSuch } from '../ui/no-such.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { ConnectHint } from './connect-hint.tsx';
import { DeleteEnvironment } from './delete-environment.tsx';
import { EditEnvironment } from './edit-environment.tsx';
import { EnvironmentFacts } from './environment-facts.tsx';
import { Overlay } from './overlay.tsx';
import { ProtectEnvironment } from './protect-environment.tsx';
import { RecentChanges } from './recent-changes.tsx';

/** One environment: what it follows, what differs in it, who has applied it, what was changed last. */
export function EnvironmentPage() {
  const { project, environment } = useParams({
    from: '/signed-in/projects/$project/environments/$environment',
  });
  const read = useRead(getEnvironment, { params: { project, environment } });
  const { data: all = [] } = useEnvironments(project);
  const seesAll = useMay(project)('project:read');
  // The same words whether it is somewhere else or nowhere: a stakeholder learns nothing of the rest.
  if (!read.data && !seesAll && isMissing(read.error, 'environment-not-found', 'forbidden'))
    return <NotInvited project={project} />;
  if (!read.data && isMissing(read.error, 'environment-not-found'))
    return <UnknownEnvironment project={project} environment={environment} />;
  if (read.error && !read.data)
    return (
      <Page title={environment} name={environment}>
        <ProblemNote error={read.error} retry={() => void read.refetch()} />
      </Page>
    );
  return (
    <Show of={read} rows={10}>
      {({ body, etag }) => {
        const props = { project, etag: etag ?? '', all };
        return isHosted(body) ? (
          <HostedPage key={body.key} {...props} environment={body} />
        ) : (
          <Loaded key={body.key} {...props} environment={body} />
        );
      }}
    </Show>
  );
}

function UnknownEnvironment({ project, environment }: { project: string; environment: string }) {
  return (
    <NoSuch
      what="environment"
      list={
        <Link className="sw-link" to="/projects/$project/environments" params={{ project }}>
          See all environments
        </Link>
      }
      command={`slipway environment create ${environment}`}
    >
      This project has no environment “{environment}”. One that was on demand may have been removed.
    </NoSuch>
  );
}

interface LoadedProps {
  project: string;
  environment: Environment;
  etag: string;
  all: readonly Environment[];
}

type Action = 'edit' | 'protect' | 'delete';

function Loaded({ project, environment, etag, all }: LoadedProps) {
  const { key, name, kind, isProtected } = environment;
  const may = useMay(project);
  const [action, setAction] = useState<Action | null>(null);
  const dialog = { project, environment, etag, all, close: () => setAction(null) };
  return (
    <Page
      title={<EnvironmentName name={name} isPermanent={kind === 'permanent'} isProtected={isProtected} />}
      name={name}
      state={
        <span className="sw-muted">
          <span className="sw-mono">{key}</span> <Copy value={key} what="environment key" />
        </span>
      }
      actions={<Actions environment={environment} may={may} choose={setAction} />}
    >
      <EnvironmentFacts project={project} environment={environment} all={all} />
      {may('project:read') ? (
        <>
          <Overlay project={project} environment={environment} all={all} />
          <RecentChanges project={project} environment={key} />
          <ConnectHint project={project} environment={environment} />
        </>
      ) : null}
      {action === 'edit' ? <EditEnvironment {...dialog} /> : null}
      {action === 'protect' ? <ProtectEnvironment {...dialog} /> : null}
      {action === 'delete' ? <DeleteEnvironment {...dialog} /> : null}
    </Page>
  );
}

interface ActionsProps {
  environment: Environment;
  may: May;
  choose: (action: Action) => void;
}

function Actions({ environment: { key, kind, isProtected }, may, choose }: ActionsProps) {
  const writing = kind === 'permanent' ? 'environment:write-permanent' : 'environment:write';
  const refusal = refusalOf(may, writing, { environment: key });
  return (
    <>
      <GuardedButton
        variant="default"
        refusal={refusalOf(may, 'environment:protect')}
        onClick={() => choose('protect')}
      >
        {isProtected ? 'Protection' : 'Protect'}
      </GuardedButton>
      <GuardedButton variant="default" refusal={refusal} onClick={() => choose('edit')}>
        Edit
      </GuardedButton>
      {refusal === null ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <GuardedButton variant="default" refusal={null} aria-label="More actions" px={8}>
              <IconDots size={16} />
            </GuardedButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" onClick={() => choose('delete')}>
              Delete environment …
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </>
  );
}
