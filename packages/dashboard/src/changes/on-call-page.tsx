import { SegmentedControl, Switch } from '@mantine/core';
import { listChanges } from '@slipway/api';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useAll } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { Empty } from '../ui/empty.tsx';
import { Show } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { useNow } from '../ui/time.tsx';
import { useFlagsNow } from './flags-now.ts';
import css from './on-call.module.css';
import { OnCallRowView } from './on-call-row.tsx';
import { onCallRows } from './on-call-rows.ts';
import { OpenReviews } from './open-reviews.tsx';

const from = '/signed-in/projects/$project/on-call';
const HOUR_MS = 3_600_000;
const spans = ['1', '6', '24'];

/** What has changed lately, each with its two ways out. Nothing else. */
export function OnCallPage() {
  const { project } = useParams({ from });
  const { hours = '1' } = useSearch({ from });
  const navigate = useNavigate();
  return (
    <Page
      title="On call"
      name="On call"
      actions={
        <SegmentedControl
          aria-label="How far back"
          value={hours}
          onChange={(value) =>
            void navigate({
              to: '/projects/$project/on-call',
              params: { project },
              search: value === '1' ? {} : { hours: value },
              replace: true,
            })
          }
          data={spans.map((value) => ({ value, label: `${value} h` }))}
        />
      }
    >
      <Lately key={hours} project={project} hours={Number(hours)} />
      <OpenReviews project={project} />
    </Page>
  );
}

function Lately({ project, hours }: { project: string; hours: number }) {
  const [opened] = useState(() => Date.now());
  const query = useMemo(() => ({ from: new Date(opened - hours * HOUR_MS).toISOString() }), [opened, hours]);
  const changes = useAll(listChanges, { params: { project }, query });
  const { data: environments } = useEnvironments(project);
  const [isAll, setAll] = useState(false);
  const since = useNow() - hours * HOUR_MS;
  const everything = onCallRows(changes.data ?? [], environments ?? [], since);
  const permanent = (environments ?? []).filter(({ kind }) => kind === 'permanent');
  const main = onCallRows(changes.data ?? [], permanent, since);
  const others = everything.length - main.length;
  const rows = isAll ? everything : main;
  const flags = useFlagsNow(
    project,
    everything.flatMap(({ flag }) => flag ?? []),
    environments ?? [],
  );
  return (
    <>
      <Show of={{ ...changes, data: environments && changes.data }} rows={4}>
        {() =>
          rows.length === 0 ? (
            <Quiet project={project} hours={hours} />
          ) : (
            <ul className={`sw-panel ${css.list}`} aria-label="Changes, newest first">
              {rows.map((row) => (
                <OnCallRowView
                  key={row.change.id}
                  project={project}
                  row={row}
                  now={flags.get(row.flag ?? '')}
                  isNew={Date.parse(row.change.at) > opened}
                />
              ))}
            </ul>
          )
        }
      </Show>
      {others > 0 ? (
        <Switch
          className={css.others ?? ''}
          checked={isAll}
          onChange={(event) => setAll(event.currentTarget.checked)}
          label={`Also ${others} in environments that are not permanent`}
        />
      ) : null}
    </>
  );
}

function Quiet({ project, hours }: { project: string; hours: number }) {
  return (
    <div className="sw-panel">
      <Empty
        action={
          <Link to="/projects/$project/changes" params={{ project }} className="sw-link">
            All changes
          </Link>
        }
        command={`slipway changes -p ${project}`}
      >
        Nothing that users could feel has changed in the last {hours === 1 ? 'hour' : `${hours} hours`}.
      </Empty>
    </div>
  );
}
