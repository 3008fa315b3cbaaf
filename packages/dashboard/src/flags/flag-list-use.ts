import { type Environment, listProposals } from '@slipway/api';
import { useMemo, useRef } from 'react';
import { useAll } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { refusalOf } from '../app/refusal.ts';
import { useRemembered } from '../app/remembered.ts';
import { useMay } from '../app/session.tsx';
import { environmentsIn, type Filter } from './flag-filter.ts';
import { columnsFor } from './flag-list-columns.ts';
import type { ListContext, RowActions } from './flag-list-context.ts';

const MOST = 12;
const none: readonly Environment[] = [];

/** Which environments have columns (permanent ones unless chosen), and whose states have to be read. */
export function useShownEnvironments(project: string, filter: Filter) {
  const { data: all = none } = useEnvironments(project);
  const [remembered, remember] = useRemembered(`flag-columns:${project}`, '');
  const asked = environmentsIn(filter).join(',');
  return useMemo(() => {
    const chosen = remembered.split(',').filter(Boolean);
    const known = all.filter(({ key }) => chosen.includes(key));
    const columns = known.length > 0 ? known : all.filter(({ kind }) => kind === 'permanent').slice(0, MOST);
    const needed = asked.split(',').filter((key) => all.some((one) => one.key === key));
    const extra = needed.filter((key) => !columns.some((one) => one.key === key));
    const isUsual = known.length === 0 && extra.length === 0;
    return {
      all,
      columns,
      // Unless chosen, the server’s own choice is asked for: it need not wait for the list of environments.
      wanted: isUsual ? undefined : [...extra, ...columns.map(({ key }) => key)].slice(0, MOST),
      choose: (keys: readonly string[]) => remember(keys.join(',')),
    };
  }, [all, remembered, asked, remember]);
}

/** Proposals that are open, by `flag` or `flag:environment`. */
function useWaiting(project: string): ReadonlyMap<string, string> {
  const { data } = useAll(listProposals, { params: { project }, query: { state: 'open' } });
  return useMemo(() => {
    const named = (data ?? []).flatMap(({ id, params: { flag, environment } }) =>
      flag === undefined ? [] : [[environment === undefined ? flag : `${flag}:${environment}`, id] as const],
    );
    return new Map(named);
  }, [data]);
}

interface ContextInput {
  project: string;
  environments: readonly Environment[];
  width: number;
  actions: RowActions;
}

/** What rows share; stays the same object while nothing in it changes, so that rows need not be made again. */
export function useListContext({ project, environments, width, actions }: ContextInput): ListContext {
  const waiting = useWaiting(project);
  const may = useMay(project);
  const latest = useRef(actions);
  latest.current = actions;
  const steady = useMemo<RowActions>(
    () => ({
      open: (key) => latest.current.open(key),
      flip: (...args) => latest.current.flip(...args),
      showMenu: (...args) => latest.current.showMenu(...args),
      point: (key) => latest.current.point(key),
      prefetch: (key) => latest.current.prefetch(key),
    }),
    [],
  );
  return useMemo(
    () => ({
      project,
      environments,
      columns: columnsFor(width, environments.length),
      actions: steady,
      waiting,
      refusals: new Map(
        environments.map(({ key }) => [key, refusalOf(may, 'flag:write', { environment: key })]),
      ),
    }),
    [project, environments, width, steady, waiting, may],
  );
}
