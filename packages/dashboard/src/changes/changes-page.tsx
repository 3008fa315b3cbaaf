import { Button } from '@mantine/core';
import { type Change, getChange, listChanges } from '@slipway/api';
import { IconArrowUp } from '@tabler/icons-react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { usePages, useRead } from '../app/api.ts';
import { Empty } from '../ui/empty.tsx';
import { Show, Skeletons } from '../ui/loading.tsx';
import { Page, Section } from '../ui/page.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useNow } from '../ui/time.tsx';
import { ChangeRow } from './change-row.tsx';
import css from './changes-page.module.css';
import { EndlessEnd } from './endless-end.tsx';
import { byDay } from './log-days.ts';
import { countOf, filterOf, isBy, type LogFilter, queryOf } from './log-filter.ts';
import { LogFilters } from './log-filters.tsx';
import { useArrivals } from './use-arrivals.ts';
import { VerifyChain } from './verify-chain.tsx';

const from = '/signed-in/projects/$project/changes';

/** Everything that was changed, newest first, as it happens. */
export function ChangesPage() {
  const { project } = useParams({ from });
  const search = useSearch({ from });
  const navigate = useNavigate();
  const filter = useMemo(() => filterOf(search), [search]);
  const go = (next: LogFilter): void =>
    void navigate({
      to: '/projects/$project/changes',
      params: { project },
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value)),
      replace: true,
    });
  return (
    <Page
      title="Changes"
      name="Changes"
      lead="Who changed what, when and why. Each row is chained to the one before it, so that nothing can be altered unseen."
      actions={<VerifyChain project={project} />}
    >
      <LogFilters project={project} filter={filter} set={go} />
      {search.change ? <Pinned project={project} id={search.change} close={() => go(filter)} /> : null}
      <Log key={JSON.stringify(filter)} project={project} filter={filter} clear={() => go({})} />
    </Page>
  );
}

/** The change that a link leads to, wherever it is in the log. */
function Pinned({ project, id, close }: { project: string; id: string; close: () => void }) {
  const change = useRead(getChange, { params: { project, change: id } });
  const [isOpen, setOpen] = useState(true);
  return (
    <Section
      title={`Change ${id}`}
      actions={
        <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
          Close
        </Button>
      }
    >
      <Show of={change} rows={2}>
        {({ body }) => (
          <ul className={`sw-panel ${css.list} ${css.pinned}`}>
            <ChangeRow project={project} change={body} isOpen={isOpen} toggle={() => setOpen(!isOpen)} />
          </ul>
        )}
      </Show>
    </Section>
  );
}

interface LogProps {
  project: string;
  filter: LogFilter;
  clear: () => void;
}

function Log({ project, filter, clear }: LogProps) {
  const query = useMemo(() => queryOf(filter, Date.now()), [filter]);
  const pages = usePages(listChanges, { params: { project }, query });
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const items = useMemo(
    () => (pages.items ?? []).filter((change) => isBy(change, filter.by)),
    [pages.items, filter.by],
  );
  const arrivals = useArrivals(items, opened.size > 0);
  if (pages.error && !pages.items) return <ProblemNote error={pages.error} retry={pages.retry} />;
  if (pages.isPending) return <Skeletons rows={10} height={36} />;
  if (items.length === 0 && pages.more === null)
    return <NoChanges project={project} isFiltered={countOf(filter) > 0} clear={clear} />;
  return (
    <>
      <WaitingPill {...arrivals} />
      <Days
        project={project}
        changes={arrivals.shown}
        opened={opened}
        toggle={(id) => setOpened(toggled(opened, id))}
        isNew={arrivals.isNew}
      />
      <EndlessEnd more={pages.more} isMoreComing={pages.isMoreComing} />
    </>
  );
}

function toggled(opened: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(opened);
  if (!next.delete(id)) next.add(id);
  return next;
}

function WaitingPill({ waiting, show }: { waiting: number; show: () => void }) {
  return (
    <div className={css.waiting} role="status">
      {waiting > 0 ? (
        <Button
          size="xs"
          radius="xl"
          leftSection={<IconArrowUp size={14} aria-hidden />}
          className={css.pill ?? ''}
          onClick={show}
        >
          {waiting === 1 ? '1 new change' : `${waiting} new changes`}
        </Button>
      ) : null}
    </div>
  );
}

interface DaysProps {
  project: string;
  changes: readonly Change[];
  opened: ReadonlySet<string>;
  toggle: (id: string) => void;
  isNew: (change: Change) => boolean;
}

function Days({ project, changes, opened, toggle, isNew }: DaysProps) {
  const now = useNow();
  return byDay(changes, now).map(({ key, label, changes: ofDay }) => (
    <section key={key} className={css.day} aria-label={label}>
      <h2 className={css.date}>{label}</h2>
      <ul className={`sw-panel ${css.list}`}>
        {ofDay.map((change) => (
          <ChangeRow
            key={change.id}
            project={project}
            change={change}
            isOpen={opened.has(change.id)}
            toggle={() => toggle(change.id)}
            isNew={isNew(change)}
          />
        ))}
      </ul>
    </section>
  ));
}

function NoChanges({
  project,
  isFiltered,
  clear,
}: {
  project: string;
  isFiltered: boolean;
  clear: () => void;
}) {
  if (isFiltered)
    return (
      <Empty
        action={
          <Button variant="default" onClick={clear}>
            Show all changes
          </Button>
        }
      >
        No change fits these filters.
      </Empty>
    );
  return (
    <Empty command={`slipway flag create my-flag -p ${project}`}>
      Every change of a flag, a segment, an environment, a member or a token is kept here, with who, when and
      why.
    </Empty>
  );
}
