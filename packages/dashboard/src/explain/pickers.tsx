import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type Environment, listFlags } from '@slipway/api';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { isProductionLike } from '../ui/environment-name.tsx';
import css from './explain.module.css';

const SHOWN = 30;

interface FlagPickerProps {
  project: string;
  flag: string | null;
  choose: (flag: string) => void;
}

/** Searches flags on the server, so that thousands are no burden. */
export function FlagPicker({ project, flag, choose }: FlagPickerProps) {
  const [search, setSearch] = useState(flag ?? '');
  const [asked] = useDebouncedValue(search, 150);
  const q = asked === flag ? '' : asked;
  const { data } = useRead(listFlags, { params: { project }, query: { limit: SHOWN, ...(q ? { q } : {}) } });
  const keys = (data?.body.items ?? []).map(({ key }) => key);
  return (
    <Select
      className={css.flagPicker ?? ''}
      label="Flag"
      placeholder="Pick a flag"
      data={flag === null || keys.includes(flag) ? keys : [flag, ...keys]}
      value={flag}
      onChange={(key) => key !== null && choose(key)}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      onFocus={(event) => event.currentTarget.select()}
      filter={({ options }) => options}
      nothingFoundMessage="No flag has this in its key, name or description"
      allowDeselect={false}
    />
  );
}

interface EnvironmentSelectProps {
  environments: readonly Environment[];
  chosen: Environment | undefined;
  choose: (key: string) => void;
}

export function EnvironmentSelect({ environments, chosen, choose }: EnvironmentSelectProps) {
  const isProduction = chosen && isProductionLike(chosen.name, chosen.kind === 'permanent');
  return (
    <Select
      label="Environment"
      data={environments.map(({ key, name }) => ({ value: key, label: name }))}
      value={chosen?.key ?? null}
      onChange={(key) => key !== null && choose(key)}
      searchable={environments.length > 8}
      allowDeselect={false}
      classNames={{ input: (isProduction ? css.production : '') ?? '' }}
    />
  );
}
