import { IconPlus } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { EnvironmentPicker } from '../app/environment.tsx';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Page } from '../ui/page.tsx';
import { factsOf, wantsArchived } from './flag-filter.ts';
import { filterOf } from './flag-filter-draft.ts';
import { FilterField } from './flag-filter-field.tsx';
import { useLinkedDraft } from './flag-filter-link.ts';
import css from './flag-list.module.css';
import type { ListHandle } from './flag-list.tsx';
import { ColumnsMenu } from './flag-list-columns-menu.tsx';
import { useFlagList } from './flag-list-data.ts';
import { NoFlagYet } from './flag-list-empty.tsx';
import { FlagResults } from './flag-list-results.tsx';
import { useIsPhone, useListShortcuts } from './flag-list-screen.ts';
import { Tips } from './flag-list-tip.tsx';
import { useShownEnvironments } from './flag-list-use.ts';

const CreateFlag = lazy(() => import('./create-flag.tsx').then((module) => ({ default: module.CreateFlag })));

export function FlagsPage() {
  const { project } = useParams({ from: '/signed-in/projects/$project/flags' });
  const [draft, setDraft] = useLinkedDraft(project);
  // What one types is painted first, what it finds as soon as it is made.
  const filter = useDeferredValue(useMemo(() => filterOf(draft), [draft]));
  const environments = useShownEnvironments(project, filter);
  const archived = wantsArchived(filter);
  const list = useFlagList(project, { environments: environments.wanted, archived });
  const facts = useMemo(() => factsOf(list.data ?? [], environments.all), [list.data, environments.all]);

  const isPhone = useIsPhone();
  const [isCreating, create] = useState(false);
  const handle = useRef<ListHandle>(null);
  useListShortcuts({ handle, create: () => create(true) });
  const clear = useCallback(() => setDraft({ tokens: [], text: '' }), [setDraft]);
  const toResults = useCallback(() => handle.current?.focus(), []);

  const createButton = <CreateButton project={project} create={create} />;
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
            <FilterField draft={draft} onChange={setDraft} facts={facts} toResults={toResults} />
            {isPhone ? (
              <EnvironmentPicker project={project} />
            ) : (
              <ColumnsMenu
                environments={environments.all}
                shown={environments.columns}
                onChange={environments.choose}
              />
            )}
          </div>
          <FlagResults
            project={project}
            rows={list.data}
            error={list.error}
            isComing={list.isFetching && !list.isPlaceholderData}
            retry={list.refetch}
            filter={filter}
            environments={environments.all}
            columns={environments.columns}
            isPhone={isPhone}
            handle={handle}
            clear={clear}
          />
        </Tips>
      )}
      {isCreating ? (
        <Suspense>
          <CreateFlag project={project} rows={list.data ?? []} facts={facts} close={() => create(false)} />
        </Suspense>
      ) : null}
    </Page>
  );
}

function CreateButton({ project, create }: { project: string; create: (isOpen: boolean) => void }) {
  const may = useMay(project);
  return (
    <GuardedButton
      leftSection={<IconPlus size={16} aria-hidden />}
      refusal={refusalOf(may, 'flag:write')}
      onClick={() => create(true)}
    >
      Create flag
    </GuardedButton>
  );
}
