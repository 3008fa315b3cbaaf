import { Tabs } from '@mantine/core';
import { type Environment, getRun, type RunDetail } from '@slipway/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ComponentType, useEffect } from 'react';
import { forget, useRead } from '../app/api.ts';
import { type May, useMay } from '../app/session.tsx';
import { Overlay } from '../environments/overlay.tsx';
import { RecentChanges } from '../environments/recent-changes.tsx';
import { Copy } from '../ui/copy.tsx';
import { EnvironmentName } from '../ui/environment-name.tsx';
import { Show } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { DataTab } from './data-tab.tsx';
import { OpenButton } from './environment-card.tsx';
import { LinksTab } from './links-tab.tsx';
import { LogsTab } from './logs-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { PreviewTab } from './preview-tab.tsx';
import { RunMark } from './run-mark.tsx';
import { RunMenu } from './run-menu.tsx';
import { RunSettingsTab } from './run-settings-tab.tsx';
import { type Hosted, isGone } from './run-words.ts';
import { ofRuns } from './use-run-acts.ts';

export interface HostedTabProps {
  project: string;
  environment: Hosted;
  etag: string;
  detail: RunDetail;
  all: readonly Environment[];
}

interface Tab {
  value: string;
  label: string;
  Panel: ComponentType<HostedTabProps>;
  isOpen: (may: May, environment: string) => boolean;
}

const always = (): boolean => true;
const forReaders = (may: May): boolean => may('project:read');
const forWriters = (may: May, environment: string): boolean => may('environment:write', { environment });

const tabs: readonly Tab[] = [
  { value: 'overview', label: 'Overview', Panel: OverviewTab, isOpen: always },
  { value: 'preview', label: 'Preview', Panel: PreviewTab, isOpen: always },
  { value: 'flags', label: 'Flags', Panel: FlagsTab, isOpen: forReaders },
  { value: 'data', label: 'Data', Panel: DataTab, isOpen: forReaders },
  { value: 'logs', label: 'Logs', Panel: LogsTab, isOpen: forReaders },
  { value: 'links', label: 'Links', Panel: LinksTab, isOpen: forWriters },
  { value: 'settings', label: 'Settings', Panel: RunSettingsTab, isOpen: forReaders },
];

interface HostedPageProps {
  project: string;
  environment: Hosted;
  etag: string;
  all: readonly Environment[];
}

/** One environment that Slipway runs: is it up, what is in it, who looks at it. */
export function HostedPage({ project, environment, etag, all }: HostedPageProps) {
  const { key, name, run } = environment;
  const read = useRead(getRun, { params: { project, environment: key } });
  usePolling(project, key);
  // The newest of both: they are read one after the other.
  const now: Hosted = { ...environment, run: read.data?.body.run ?? run };
  return (
    <Page
      title={<EnvironmentName name={name} isPermanent={false} isProtected={environment.isProtected} />}
      name={name}
      state={
        <>
          <RunMark run={now.run} />
          <span className="sw-muted">
            <span className="sw-mono">{key}</span> <Copy value={key} what="environment key" />
          </span>
        </>
      }
      actions={
        isGone(now.run) ? null : (
          <>
            <OpenButton environment={now} />
            <RunMenu project={project} environment={now} />
          </>
        )
      }
    >
      <Show of={read} rows={10}>
        {({ body }) => <Panels project={project} environment={now} etag={etag} detail={body} all={all} />}
      </Show>
    </Page>
  );
}

function Panels(props: HostedTabProps) {
  const { project, environment } = props;
  const { tab } = useSearch({ from: '/signed-in/projects/$project/environments/$environment' });
  const navigate = useNavigate();
  const may = useMay(project);
  const shown = tabs.filter(({ isOpen }) => isOpen(may, environment.key));
  const value = shown.some((one) => one.value === tab) ? tab : 'overview';
  return (
    <Tabs
      value={value ?? 'overview'}
      keepMounted={false}
      onChange={(next) =>
        void navigate({
          to: '.',
          search: next === null || next === 'overview' ? {} : { tab: next },
          replace: true,
        })
      }
    >
      <Tabs.List mb="md" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
        {shown.map((one) => (
          <Tabs.Tab key={one.value} value={one.value}>
            {one.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map(({ value: name, Panel }) => (
        <Tabs.Panel key={name} value={name}>
          <Panel {...props} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function FlagsTab({ project, environment, all }: HostedTabProps) {
  return (
    <>
      <Overlay project={project} environment={environment} all={all} />
      <RecentChanges project={project} environment={environment.key} />
    </>
  );
}

const POLL_MS = 5_000;

/** Those who may not follow the project’s stream, such as stakeholders, look again and again. */
function usePolling(project: string, environment: string): void {
  const isTold = useMay(project)('project:read');
  useEffect(() => {
    if (isTold) return;
    const timer = setInterval(() => void forget(ofRuns, { project, environment }), POLL_MS);
    return () => clearInterval(timer);
  }, [isTold, project, environment]);
}
