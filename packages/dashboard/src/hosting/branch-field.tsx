import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Branch } from '@slipway/api';
import { describeProblem } from '../ui/problem.tsx';
import { relativeTime, useNow } from '../ui/time.tsx';
import { useBranches } from './branches.ts';
import css from './hosting.module.css';
import { type BranchesOf, together } from './shared-branches.ts';

interface BranchFieldProps {
  project: string;
  service: string;
  value: string;
  /** What it runs when nothing is chosen. */
  otherwise: string;
  onChange: (value: string) => void;
}

/** A service’s branch by name; a commit by its digits. */
export function BranchField({ project, service, value, otherwise, onChange }: BranchFieldProps) {
  const [contains] = useDebouncedValue(value.trim(), 150);
  const found = useBranches(project, [service], contains);
  const options = (found[0]?.branches ?? []).map((branch) => ({ branch, services: [service] }));
  return (
    <Field
      label={service}
      placeholder={otherwise}
      value={value}
      onChange={onChange}
      options={options}
      error={failureOf(found)}
    />
  );
}

interface SameBranchFieldProps {
  project: string;
  services: readonly string[];
  value: string;
  onChange: (value: string) => void;
  /** Which services have it. */
  description: string;
}

/** One branch name for every service that has it. */
export function SameBranchField({ project, services, value, onChange, description }: SameBranchFieldProps) {
  const [contains] = useDebouncedValue(value.trim(), 150);
  const found = useBranches(project, services, contains);
  return (
    <Field
      label="Same branch everywhere"
      description={description}
      placeholder="feature/…"
      value={value}
      onChange={onChange}
      options={together(found)}
      error={failureOf(found)}
      isOfMany
    />
  );
}

function failureOf(found: readonly BranchesOf[]): string | null {
  const failed = found.find(({ error }) => error !== null);
  return failed ? describeProblem(failed.error).detail : null;
}

interface FieldProps {
  label: string;
  description?: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly { branch: Branch; services: readonly string[] }[];
  error: string | null;
  isOfMany?: boolean;
}

function Field({ options, isOfMany = false, description, error, ...field }: FieldProps) {
  const now = useNow();
  const byName = new Map(options.map((option) => [option.branch.name, option]));
  return (
    <Autocomplete
      {...field}
      {...(description ? { description } : {})}
      error={error}
      data={[...byName.keys()]}
      // The server has looked for it.
      filter={({ options: all }) => all}
      clearable
      maxDropdownHeight={320}
      comboboxProps={{ shadow: 'md' }}
      spellCheck={false}
      autoCapitalize="none"
      renderOption={({ option }) => {
        const found = byName.get(option.value);
        if (!found) return option.value;
        const { name, author, committedAt, subject } = found.branch;
        return (
          <span className={css.option}>
            <span className={css.optionLine}>
              <span className="sw-mono">{name}</span>
              <span className={css.small}>{relativeTime(committedAt, now)}</span>
            </span>
            <span className={css.small}>
              {isOfMany ? `in ${found.services.join(', ')} · ` : ''}
              {author}: {subject}
            </span>
          </span>
        );
      }}
    />
  );
}
