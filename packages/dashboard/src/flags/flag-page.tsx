import { Alert, Button, Tabs } from '@mantine/core';
import { CatchBoundary, Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { Empty } from '../ui/empty.tsx';
import { Skeletons } from '../ui/loading.tsx';
import { isMissing } from '../ui/missing.ts';
import { NoSuch } from '../ui/no-such.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { FlagHeader } from './flag-header.tsx';
import css from './flag-page.module.css';
import { KillBar } from './kill-button.tsx';
import { type FlagHere, useFlagHere } from './use-flag-here.ts';

const Ladder = lazy(() =>
  import('./targeting-tab.tsx').then(({ TargetingTab }) => ({ default: TargetingTab })),
);
const Health = lazy(() => import('./health-tab.tsx').then(({ HealthTab }) => ({ default: HealthTab })));
const Environments = lazy(() =>
  import('./environments-tab.tsx').then(({ EnvironmentsTab }) => ({ default: EnvironmentsTab })),
);
const History = lazy(() => import('./history-tab.tsx').then(({ HistoryTab }) => ({ default: HistoryTab })));
const Settings = lazy(() =>
  import('./flag-settings-tab.tsx').then(({ FlagSettingsTab }) => ({ default: FlagSettingsTab })),
);

interface Tab {
  value: string;
  label: string;
  Panel: ComponentType<{ here: FlagHere }>;
}

function Targeting({ here: { project, flag, environment } }: { here: FlagHere }) {
  return <Ladder project={project} flag={flag} environment={environment} />;
}

/** In order. Code, with references from repositories, joins before Settings. */
const tabs: readonly Tab[] = [
  { value: 'targeting', label: 'Targeting', Panel: Targeting },
  { value: 'environments', label: 'Environments', Panel: Environments },
  { value: 'history', label: 'History', Panel: History },
  { value: 'health', label: 'Health', Panel: Health },
  { value: 'settings', label: 'Settings', Panel: Settings },
];

/** Who gets what, where. */
export function FlagPage() {
  const { project, flag: key } = useParams({ from: '/signed-in/projects/$project/flags/$flag' });
  const { here, flag, error, retry, choose, environments } = useFlagHere(project, key);
  useArrival(choose);
  if (isMissing(error, 'flag-not-found')) return <UnknownFlag project={project} flag={key} />;
  if (environments?.length === 0) return <NoEnvironments project={project} flag={key} />;
  return (
    <Page title={<FlagTitle name={flag?.name ?? key} />} name={flag?.name ?? key}>
      {here ? (
        <FlagContent key={key} here={here} />
      ) : error ? (
        <ProblemNote error={error} retry={retry} />
      ) : (
        <Skeletons rows={9} />
      )}
    </Page>
  );
}

function FlagTitle({ name }: { name: string }) {
  return <span className={css.name}>{name}</span>;
}

/** A link may lead to an environment: it is chosen, and remembered as if one had picked it. */
function useArrival(choose: (environment: string) => void): void {
  const { environment } = useSearch({ from: '/signed-in/projects/$project/flags/$flag' });
  const navigate = useNavigate({ from: '/projects/$project/flags/$flag' });
  useEffect(() => {
    if (environment === undefined) return;
    choose(environment);
    void navigate({ search: ({ environment: _, ...rest }) => rest, replace: true });
  }, [environment, choose, navigate]);
}

function FlagContent({ here }: { here: FlagHere }) {
  const { tab = 'targeting' } = useSearch({ from: '/signed-in/projects/$project/flags/$flag' });
  const navigate = useNavigate({ from: '/projects/$project/flags/$flag' });
  const shown = tabs.some(({ value }) => value === tab) ? tab : 'targeting';
  return (
    <>
      <FlagHeader here={here} />
      <Tabs
        value={shown}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            search: value === null || value === 'targeting' ? {} : { tab: value },
            replace: true,
          })
        }
      >
        <Tabs.List className={css.tabs ?? ''}>
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, Panel }) => (
          <Tabs.Panel key={value} value={value} className={css.panel ?? ''}>
            <CatchBoundary getResetKey={() => value} errorComponent={BrokenTab}>
              <Suspense fallback={<Skeletons rows={6} />}>
                <Panel here={here} />
              </Suspense>
            </CatchBoundary>
          </Tabs.Panel>
        ))}
      </Tabs>
      {here.flag.archivedAt === null ? <KillBar here={here} /> : null}
    </>
  );
}

/** Whatever breaks in a tab, the switch and the kill above it stay. */
function BrokenTab({ reset }: { reset: () => void }) {
  return (
    <Alert color="red" variant="light" title="This tab has failed" role="alert">
      <p className={css.failed}>
        It is a fault of this page, not of the flag. Everything above still works, kill included.
      </p>
      <Button size="xs" variant="default" onClick={reset}>
        Try again
      </Button>
    </Alert>
  );
}

function UnknownFlag({ project, flag }: { project: string; flag: string }) {
  return (
    <NoSuch
      what="flag"
      list={
        <Link className="sw-link" to="/projects/$project/flags" params={{ project }} search={{ q: flag }}>
          Look for it among all flags
        </Link>
      }
      command={`slipway flag create ${flag}`}
    >
      This project has no flag “{flag}”. Keys tell capitals from small letters; code that asks for it gets the
      default that it gives.
    </NoSuch>
  );
}

function NoEnvironments({ project, flag }: { project: string; flag: string }) {
  return (
    <Page title={flag} name={flag}>
      <Empty
        action={
          <Link className="sw-link" to="/projects/$project/environments" params={{ project }}>
            Create an environment
          </Link>
        }
        command="slipway environment create production"
      >
        A flag has its state per environment, and this project has none yet.
      </Empty>
    </Page>
  );
}
