import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { EnvironmentPicker, useChosenEnvironment } from '../app/environment.tsx';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { CreateFlag } from './create-flag.tsx';
import { factsOf, filterRows, wantsArchived } from './flag-filter.ts';
import { filterOf } from './flag-filter-draft.ts';
import { FilterField } from './flag-filter-field.tsx';
import { useLinkedDraft } from './flag-filter-link.ts';
import css from './flag-list.module.css';
import { FlagList, type ListHandle } from './flag-list.tsx';
import { ColumnsMenu } from './flag-list-columns-menu.tsx';
import { FlagListContext } from './flag-list-context.ts';
import { useFlagList } from './flag-list-data.ts';
import { ListHints, ListStatus, NoFlagYet, NothingFound } from './flag-list-empty.tsx';
import { useRowOverlays } from './flag-list-overlays.tsx';
import { useIsPhone, useListShortcuts, useWidth } from './flag-list-screen.ts';
import { ListSkeleton } from './flag-list-skeleton.tsx';
import { Tips } from './flag-list-tip.tsx';
import { useListContext, useShownEnvironments } from './flag-list-use.ts';

export function FlagsPage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/flags' });
  const navigate = useNavigate();
  const [draft, setDraft] = useLinkedDraft(project);
  const filter = useMemo(() => filterOf(draft), [draft]);
  const environments = useShownEnvironments(project, filter);
  const archived = wantsArchived(filter);
  const list = useFlagList(project, { environments: environments.wanted, archived });
  const shown = useDeferredValue(filter);
  const rows = useMemo(() => filterRows(list.data ?? [], shown), [list.data, shown]);
  const facts = useMemo(() => factsOf(list.data ?? [], environments.all), [list.data, environments.all]);

  const isPhone = useIsPhone();
  const { chosen } = useChosenEnvironment(project);
  const [cursor, point] = useState<string | null>(null);
  const [isCreating, create] = useState(false);
  const handle = useRef<ListHandle>(null);
  const [area, width] = useWidth();
  const overlays = useRowOverlays({ project, environments: environments.all, rows: list.data ?? [], area });
  const context = useListContext({
    project,
    environments: isPhone && chosen ? [chosen] : environments.columns,
    width,
    actions: {
      open: (flag) => void navigate({ to: '/projects/$project/flags/$flag', params: { project, flag } }),
      point,
      ...overlays.actions,
    },
  });
  useListShortcuts({ handle, create: () => create(true) });

  const may = useMay(project);
  const createButton = (
    <GuardedButton
      leftSection={<IconPlus size={16} aria-hidden />}
      refusal={refusalOf(may, 'flag:write')}
      onClick={() => create(true)}
    >
      Create flag
    </GuardedButton>
  );
  const isEmpty = list.data?.length === 0 && !list.isPlaceholderData && !list.isFetching;
  const hasFilter = draft.tokens.length > 0 || draft.text !== '';
  return (
    <Page title="Flags" name="Flags" isWide actions={createButton}>
      {isEmpty && !hasFilter ? (
        <div className="sw-panel">
          <NoFlagYet action={createButton} />
        </div>
      ) : (
        <Tips>
          <div className={css.toolbar}>
            <FilterField
              draft={draft}
              onChange={setDraft}
              facts={facts}
              toResults={() => handle.current?.focus()}
            />
            {isPhone ? (
              <EnvironmentPicker project={project} />
            ) : (
              <ColumnsMenu
                environments={environments.all}
                shown={environments.columns.map(({ key }) => key)}
                onChange={environments.choose}
              />
            )}
          </div>
          <div className={css.status}>
            <ListStatus
              found={rows.length}
              all={list.data?.length}
              isComing={list.isFetching && !list.isPlaceholderData}
              archived={archived}
            />
            <ListHints />
          </div>
          <div ref={area} className={css.list}>
            <FlagListContext value={context}>
              {list.error && !list.data ? (
                <ProblemNote error={list.error} retry={() => void list.refetch()} />
              ) : list.data === undefined ? (
                <ListSkeleton />
              ) : rows.length === 0 ? (
                <div className="sw-panel">
                  <NothingFound
                    draft={draft}
                    archived={archived}
                    isComing={list.isFetching}
                    clear={() => setDraft({ tokens: [], text: '' })}
                  />
                </div>
              ) : (
                <FlagList rows={rows} cursor={cursor} isPhone={isPhone} chosen={chosen} handle={handle} />
              )}
            </FlagListContext>
            {overlays.shown}
          </div>
        </Tips>
      )}
      {isCreating ? (
        <CreateFlag project={project} rows={list.data ?? []} facts={facts} close={() => create(false)} />
      ) : null}
    </Page>
  );
}
