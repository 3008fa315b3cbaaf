import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { listFlags, listMembers, listSegments, listTokens } from '@slipway/api';
import { IconFilter } from '@tabler/icons-react';
import { useState } from 'react';
import { useAll, useRead } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { useMay } from '../app/session.tsx';
import { countOf, type LogFilter, spans } from './log-filter.ts';
import css from './log-filters.module.css';

interface LogFiltersProps {
  project: string;
  filter: LogFilter;
  set: (filter: LogFilter) => void;
}

/** What of the log is shown; empty = everything. */
export function LogFilters({ project, filter, set }: LogFiltersProps) {
  const [isOpen, setOpen] = useState(false);
  const count = countOf(filter);
  const put = (part: LogFilter): void => set({ ...filter, ...part });
  return (
    <div className={css.bar}>
      <Button
        className={css.toggle ?? ''}
        variant="default"
        leftSection={<IconFilter size={15} aria-hidden />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {count === 0 ? 'Filters' : `Filters: ${count}`}
      </Button>
      <search className={css.fields} data-open={isOpen || undefined} aria-label="Filters">
        <FlagFilter project={project} flag={filter.flag} choose={(flag) => put({ flag })} />
        <SegmentFilter project={project} segment={filter.segment} choose={(segment) => put({ segment })} />
        <EnvironmentFilter
          project={project}
          environment={filter.environment}
          choose={(environment) => put({ environment })}
        />
        <ActorFilter project={project} by={filter.by} choose={(by) => put({ by })} />
        <TimeFilter filter={filter} put={put} />
        {count > 0 ? (
          <Button variant="subtle" color="gray" onClick={() => set({})}>
            Clear
          </Button>
        ) : null}
      </search>
    </div>
  );
}

const SHOWN = 30;

interface Choice {
  project: string;
  choose: (value: string | undefined) => void;
}

function FlagFilter({ project, flag, choose }: Choice & { flag: string | undefined }) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 150);
  const q = asked === flag ? '' : asked;
  const { data } = useRead(listFlags, { params: { project }, query: { limit: SHOWN, ...(q ? { q } : {}) } });
  const keys = (data?.body.items ?? []).map(({ key }) => key);
  return (
    <Select
      aria-label="Flag"
      placeholder="Any flag"
      data={flag === undefined || keys.includes(flag) ? keys : [flag, ...keys]}
      value={flag ?? null}
      onChange={(key) => choose(key ?? undefined)}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      nothingFoundMessage="No such flag"
    />
  );
}

function SegmentFilter({ project, segment, choose }: Choice & { segment: string | undefined }) {
  const { data = [] } = useAll(listSegments, { params: { project } });
  return (
    <Select
      aria-label="Segment"
      placeholder="Any segment"
      data={withChosen(
        data.map(({ key, name }) => ({ value: key, label: name })),
        segment,
      )}
      value={segment ?? null}
      onChange={(key) => choose(key ?? undefined)}
      searchable
      clearable
      nothingFoundMessage="No such segment"
    />
  );
}

function EnvironmentFilter({ project, environment, choose }: Choice & { environment: string | undefined }) {
  const { data = [] } = useEnvironments(project);
  return (
    <Select
      aria-label="Environment"
      placeholder="Any environment"
      data={withChosen(
        data.map(({ key, name }) => ({ value: key, label: name })),
        environment,
      )}
      value={environment ?? null}
      onChange={(key) => choose(key ?? undefined)}
      searchable
      clearable
      nothingFoundMessage="No such environment"
    />
  );
}

function ActorFilter({ project, by, choose }: Choice & { by: string | undefined }) {
  const may = useMay(project);
  const { data: members = [] } = useAll(listMembers, { params: { project } });
  const { data: tokens = [] } = useAll(listTokens, { params: { project } }, { enabled: may('token:read') });
  const people = members.map(({ person }) => ({ value: `person:${person.id}`, label: person.name }));
  const machines = tokens
    .filter(({ scope }) => scope === 'admin' || scope === 'deploy')
    .map(({ id, name }) => ({ value: `token:${id}`, label: `${name} (token)` }));
  return (
    <Select
      aria-label="By whom"
      placeholder="By anybody"
      data={withChosen([...people, ...machines, { value: 'schedule:schedule', label: 'The schedule' }], by)}
      value={by ?? null}
      onChange={(key) => choose(key ?? undefined)}
      searchable
      clearable
      nothingFoundMessage="Nobody of that name"
    />
  );
}

interface Option {
  value: string;
  label: string;
}

/** Who or what has gone meanwhile can still be asked for. */
function withChosen(options: readonly Option[], chosen: string | undefined): Option[] {
  const isKnown = chosen === undefined || options.some(({ value }) => value === chosen);
  return isKnown ? [...options] : [{ value: chosen, label: chosen.replace(':', ' ') }, ...options];
}

const BETWEEN = 'between';

function TimeFilter({ filter, put }: { filter: LogFilter; put: (part: LogFilter) => void }) {
  const { last, from, until } = filter;
  const [isBetween, setBetween] = useState(from !== undefined || until !== undefined);
  const choose = (value: string | null): void => {
    setBetween(value === BETWEEN);
    put({ last: value === null || value === BETWEEN ? undefined : value, from: undefined, until: undefined });
  };
  return (
    <>
      <Select
        aria-label="When"
        placeholder="At any time"
        data={[
          ...Object.entries(spans).map(([value, { label }]) => ({ value, label })),
          { value: BETWEEN, label: 'Between …' },
        ]}
        value={isBetween ? BETWEEN : (last ?? null)}
        onChange={choose}
        clearable
      />
      {isBetween ? (
        <>
          <TextInput
            type="date"
            aria-label="First day"
            value={from?.slice(0, 10) ?? ''}
            onChange={({ currentTarget: { value } }) => put({ from: value || undefined })}
          />
          <TextInput
            type="date"
            aria-label="Last day"
            value={until?.slice(0, 10) ?? ''}
            onChange={({ currentTarget: { value } }) => put({ until: value || undefined })}
          />
        </>
      ) : null}
    </>
  );
}
