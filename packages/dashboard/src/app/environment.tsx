import { Select } from '@mantine/core';
import { type Environment, listEnvironments } from '@slipway/api';
import { isProductionLike } from '../ui/environment-name.tsx';
import { useAll } from './api.ts';
import { useRemembered } from './remembered.ts';

/** Permanent environments first, production before its rehearsals. */
function inOrder(environments: readonly Environment[]): Environment[] {
  const rank = ({ kind, name }: Environment): number =>
    kind !== 'permanent' ? 2 : isProductionLike(name, true) ? 0 : 1;
  return [...environments].sort((a, b) => rank(a) - rank(b) || a.key.localeCompare(b.key));
}

/** All environments of a project, in order. */
export function useEnvironments(project: string) {
  const read = useAll(listEnvironments, { params: { project } });
  return { ...read, data: read.data ? inOrder(read.data) : undefined };
}

/** The environment that one looks at: remembered per project, the first one unless chosen. */
export function useChosenEnvironment(project: string): {
  environments: Environment[] | undefined;
  chosen: Environment | undefined;
  choose: (key: string) => void;
} {
  const { data } = useEnvironments(project);
  const [key, choose] = useRemembered(`environment:${project}`, '');
  return { environments: data, chosen: data?.find((one) => one.key === key) ?? data?.[0], choose };
}

/** Picks the environment that pages of a project show. */
export function EnvironmentPicker({ project, label = 'Environment' }: { project: string; label?: string }) {
  const { environments = [], chosen, choose } = useChosenEnvironment(project);
  return (
    <Select
      aria-label={label}
      data={environments.map(({ key, name, isProtected }) => ({
        value: key,
        label: isProtected ? `${name} (protected)` : name,
      }))}
      value={chosen?.key ?? null}
      onChange={(key) => key && choose(key)}
      searchable={environments.length > 8}
      allowDeselect={false}
      w={220}
      {...(chosen && isProductionLike(chosen.name, chosen.kind === 'permanent')
        ? { styles: { input: { color: 'var(--sw-production)', fontWeight: 600 } } }
        : {})}
    />
  );
}
