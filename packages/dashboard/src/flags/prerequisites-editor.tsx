import { ActionIcon, MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type FlagConfig, getFlag, listFlags } from '@slipway/api';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import type { Prerequisite } from './config-draft.ts';
import { below, type Issues, messageAt } from './config-issues.ts';
import css from './rung-parts.module.css';

interface PrerequisitesEditorProps {
  project: string;
  /** The flag itself, which cannot require itself. */
  flag: string;
  config: FlagConfig;
  onChange: (next: FlagConfig) => void;
  issues: Issues;
  isReadOnly: boolean;
}

/** Other flags that have to serve certain variants first. */
export function PrerequisitesEditor({
  project,
  flag,
  config,
  onChange,
  issues,
  isReadOnly,
}: PrerequisitesEditorProps) {
  const { prerequisites, offVariant } = config;
  const put = (next: Prerequisite[]): void => onChange({ ...config, prerequisites: next });
  const taken = [flag, ...prerequisites.map((one) => one.flag)];
  return (
    <div className={css.stack}>
      <p className={css.hint}>Whoever does not get an accepted variant of each of these gets {offVariant}.</p>
      {prerequisites.map((one, index) => (
        <div key={one.flag} className={css.prerequisite}>
          <Link className="sw-link" to="/projects/$project/flags/$flag" params={{ project, flag: one.flag }}>
            {one.flag}
          </Link>
          <span className="sw-muted">serves</span>
          <AcceptedVariants
            project={project}
            value={one}
            onChange={(next) => put(prerequisites.with(index, next))}
            error={messageAt(below(issues, `prerequisites[${index}]`), '')}
            isReadOnly={isReadOnly}
          />
          {isReadOnly ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`No longer require ${one.flag}`}
              onClick={() => put(prerequisites.toSpliced(index, 1))}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
      {isReadOnly ? null : (
        <FlagSearch
          project={project}
          without={taken}
          choose={(key, variants) =>
            put([...prerequisites, { flag: key, variants: usualVariants(variants) }])
          }
        />
      )}
    </div>
  );
}

/** What a required flag most likely has to serve. */
function usualVariants(variants: readonly string[]): string[] {
  return variants.includes('on') ? ['on'] : variants.slice(0, 1);
}

interface AcceptedVariantsProps {
  project: string;
  value: Prerequisite;
  onChange: (next: Prerequisite) => void;
  error: string | null;
  isReadOnly: boolean;
}

function AcceptedVariants({ project, value, onChange, error, isReadOnly }: AcceptedVariantsProps) {
  const { data } = useRead(getFlag, { params: { project, flag: value.flag } });
  const names = [...new Set([...Object.keys(data?.body.variants ?? {}), ...value.variants])];
  return (
    <MultiSelect
      size="xs"
      aria-label={`Accepted variants of ${value.flag}`}
      data={names}
      value={value.variants}
      onChange={(variants) => onChange({ ...value, variants })}
      placeholder={value.variants.length === 0 ? 'Choose variants' : ''}
      error={error}
      readOnly={isReadOnly}
      className={css.grow}
    />
  );
}

interface FlagSearchProps {
  project: string;
  without: readonly string[];
  choose: (key: string, variants: string[]) => void;
}

function FlagSearch({ project, without, choose }: FlagSearchProps) {
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 150);
  const { data } = useRead(listFlags, { params: { project }, query: { limit: 20, ...(q ? { q } : {}) } });
  const found = (data?.body.items ?? []).filter(({ key }) => !without.includes(key));
  return (
    <Select
      size="xs"
      aria-label="Require a flag"
      placeholder="Require a flag: search by key or name"
      data={found.map(({ key, name }) => ({ value: key, label: name === key ? key : `${key} · ${name}` }))}
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(key) => {
        const flag = found.find((one) => one.key === key);
        if (flag) choose(flag.key, Object.keys(flag.variants));
        setTyped('');
      }}
      searchable
      filter={({ options }) => options}
      nothingFoundMessage="No such flag"
      className={css.search}
    />
  );
}
