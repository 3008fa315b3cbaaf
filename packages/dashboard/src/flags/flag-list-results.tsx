import type { Environment, FlagOverview } from '@slipway/api';
import { useNavigate } from '@tanstack/react-router';
import { memo, type RefObject, useMemo, useState } from 'react';
import { useChosenEnvironment } from '../app/environment.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { type Filter, filterRows, wantsArchived } from './flag-filter.ts';
import css from './flag-list.module.css';
import { FlagList, type ListHandle } from './flag-list.tsx';
import { FlagListContext } from './flag-list-context.ts';
import { ListHints, ListStatus, NothingFound } from './flag-list-empty.tsx';
import { useRowOverlays } from './flag-list-overlays.tsx';
import { usePrefetch } from './flag-list-prefetch.ts';
import { useWidth } from './flag-list-screen.ts';
import { ListSkeleton } from './flag-list-skeleton.tsx';
import { useListContext } from './flag-list-use.ts';

interface FlagResultsProps {
  project: string;
  /** All that are known; undefined = none has been read yet. */
  rows: readonly FlagOverview[] | undefined;
  error: unknown;
  /** More flags are being read. */
  isComing: boolean;
  retry: () => unknown;
  filter: Filter;
  environments: readonly Environment[];
  /** Those that have a column. */
  columns: readonly Environment[];
  isPhone: boolean;
  handle: RefObject<ListHandle | null>;
  clear: () => void;
}

const none: readonly FlagOverview[] = [];

/** What fits the search, with everything that opens beside it. Not made again while one only types. */
export const FlagResults = memo(function FlagResults(props: FlagResultsProps) {
  const { project, rows: all = none, filter, environments, columns, isPhone, isComing, handle } = props;
  const navigate = useNavigate();
  const rows = useMemo(() => filterRows(all, filter), [all, filter]);
  const { chosen } = useChosenEnvironment(project);
  const [cursor, point] = useState<string | null>(null);
  const [area, width] = useWidth();
  const prefetch = usePrefetch(project);
  const overlays = useRowOverlays({ project, environments, rows: all, area });
  const shown = useMemo(() => (isPhone && chosen ? [chosen] : columns), [isPhone, chosen, columns]);
  const context = useListContext({
    project,
    environments: shown,
    width,
    actions: {
      open: (flag) => void navigate({ to: '/projects/$project/flags/$flag', params: { project, flag } }),
      point,
      prefetch,
      ...overlays.actions,
    },
  });
  const archived = wantsArchived(filter);
  return (
    <>
      <div className={css.status}>
        <ListStatus found={rows.length} all={props.rows?.length} isComing={isComing} archived={archived} />
        <ListHints />
      </div>
      <div ref={area} className={css.list}>
        <FlagListContext value={context}>
          {props.error && !props.rows ? (
            <ProblemNote error={props.error} retry={() => void props.retry()} />
          ) : props.rows === undefined ? (
            <ListSkeleton />
          ) : rows.length === 0 ? (
            <div className="sw-panel">
              <NothingFound filter={filter} isComing={isComing} clear={props.clear} />
            </div>
          ) : (
            <FlagList rows={rows} cursor={cursor} isPhone={isPhone} chosen={chosen} handle={handle} />
          )}
        </FlagListContext>
        {overlays.shown}
      </div>
    </>
  );
});
