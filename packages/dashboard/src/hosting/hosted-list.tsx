import { SegmentedControl, Switch, TextInput } from '@mantine/core';
import { type Environment, getHostingQuota } from '@slipway/api';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { useMay, useWho } from '../app/session.tsx';
import { kinds, kindWords } from '../environments/environment-words.ts';
import { Section } from '../ui/page.tsx';
import { EnvironmentCard } from './environment-card.tsx';
import { countsOf, filtered, type HostedFilter, type Shown, shows } from './hosted-filter.ts';
import css from './hosting.module.css';
import { bytesText, type Hosted } from './run-words.ts';

interface HostedListProps {
  project: string;
  all: readonly Hosted[];
}

/** What Slipway runs, as cards by kind. */
export function HostedList({ project, all }: HostedListProps) {
  const { filter, change } = useHostedFilter();
  const left = filtered(all, filter);
  const groups = kinds
    .map((kind) => ({ kind, items: left.filter((one) => one.kind === kind) }))
    .filter(({ items }) => items.length > 0);
  return (
    <>
      <Filters filter={filter} change={change} counts={countsOf(all, filter)} />
      <Quota project={project} />
      {groups.length === 0 ? <p className="sw-muted">None is like that.</p> : null}
      {groups.map(({ kind, items }) => (
        <Group key={kind} project={project} kind={kind} items={items} />
      ))}
    </>
  );
}

function Group({
  project,
  kind,
  items,
}: {
  project: string;
  kind: Environment['kind'];
  items: readonly Hosted[];
}) {
  return (
    <Section title={kindWords[kind].label}>
      <ul className={css.cards}>
        {items.map((one) => (
          <EnvironmentCard key={one.key} project={project} environment={one} />
        ))}
      </ul>
    </Section>
  );
}

function useHostedFilter(): { filter: HostedFilter; change: (part: Partial<HostedFilter>) => void } {
  const { q = '', show = 'all', mine } = useSearch({ from: '/signed-in/projects/$project/environments' });
  const navigate = useNavigate();
  const { name } = useWho();
  const filter: HostedFilter = { q, show, by: mine === undefined ? null : name };
  return {
    filter,
    change(part) {
      const next = { ...filter, ...part };
      const search = {
        ...(next.q === '' ? {} : { q: next.q }),
        ...(next.show === 'all' ? {} : { show: next.show }),
        ...(next.by === null ? {} : { mine: 'yes' }),
      };
      void navigate({ to: '.', search, replace: true });
    },
  };
}

const showWords: Record<Shown, string> = {
  all: 'All',
  ready: 'Ready',
  moving: 'Moving',
  failed: 'Failed',
  sleeping: 'Sleeping',
};

interface FiltersProps {
  filter: HostedFilter;
  change: (part: Partial<HostedFilter>) => void;
  counts: Readonly<Record<Shown, number>>;
}

function Filters({ filter, change, counts }: FiltersProps) {
  const { name } = useWho();
  return (
    <search className={css.filters}>
      <TextInput
        aria-label="Search environments"
        placeholder="Name, branch or person …"
        leftSection={<IconSearch size={14} />}
        value={filter.q}
        onChange={(event) => change({ q: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Escape' && change({ q: '' })}
        data-page-search
      />
      <div className={css.scroll}>
        <SegmentedControl
          size="xs"
          aria-label="State"
          data={shows.map((show) => ({ value: show, label: `${showWords[show]} ${counts[show]}` }))}
          value={filter.show}
          onChange={(value) => change({ show: shows.find((one) => one === value) ?? 'all' })}
        />
      </div>
      <Switch
        size="xs"
        label="Mine"
        checked={filter.by !== null}
        onChange={(event) => change({ by: event.currentTarget.checked ? name : null })}
      />
    </search>
  );
}

/** How much room there is yet. */
function Quota({ project }: { project: string }) {
  const isReader = useMay(project)('project:read');
  const { data } = useRead(getHostingQuota, { params: { project } }, { enabled: isReader });
  if (!data) return null;
  const { environments, memoryBytes, freeDiskBytes, builds } = data.body;
  const waiting = builds.waiting > 0 ? `, ${builds.waiting} waiting` : '';
  return (
    <p className={css.quota}>
      {environments.used} of {environments.most} environments · {bytesText(memoryBytes.used)} of{' '}
      {bytesText(memoryBytes.most)} memory · {bytesText(freeDiskBytes.now)} disk free · {builds.running} of{' '}
      {builds.most} builds{waiting}
    </p>
  );
}
