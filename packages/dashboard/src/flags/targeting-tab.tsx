import { Button } from '@mantine/core';
import type { Environment, Flag } from '@slipway/api';
import { IconBraces } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { refusalOf } from '../app/refusal.ts';
import { useRemembered } from '../app/remembered.ts';
import { useMay } from '../app/session.tsx';
import { Show } from '../ui/loading.tsx';
import { useNow } from '../ui/time.tsx';
import { type ConditionSources, useConditionSources } from './condition-editor.tsx';
import { JsonView } from './json-view.tsx';
import { Ladder } from './ladder.tsx';
import { SavePanel } from './save-panel.tsx';
import { OriginNote, ProposalNote, ReadOnlyNote } from './targeting-notes.tsx';
import css from './targeting-tab.module.css';
import { useChecks } from './use-checks.ts';
import { type Editing, useConfigDraft } from './use-config-draft.ts';
import { useEnds } from './use-ends.ts';
import { useWaiting } from './use-flag-here.ts';
import { useSaveConfig } from './use-save-config.ts';

interface TargetingProps {
  project: string;
  flag: Flag;
  environment: Environment;
}

/** Who gets what in one environment: looked at and edited as the decision goes, from top to bottom. */
export function TargetingTab({ project, flag, environment }: TargetingProps): ReactNode {
  const place = { project, flag: flag.key, environment: environment.key };
  const { editing, error, refetch } = useConfigDraft(place);
  const sources = useConditionSources(project, environment.key);
  return (
    <Show of={{ data: editing, error, refetch }} rows={8}>
      {(found) => (
        <Targeting
          key={`${flag.key}/${environment.key}`}
          project={project}
          flag={flag}
          environment={environment}
          editing={found}
          sources={sources}
        />
      )}
    </Show>
  );
}

interface EditorProps extends TargetingProps {
  editing: Editing;
  sources: ConditionSources;
}

function Targeting({ project, flag, environment, editing, sources }: EditorProps) {
  const now = useNow();
  const refusal = useEditRefusal(project, flag, environment);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [json, setJson] = useRemembered('targeting-json', 'closed');
  const saving = useSaveConfig(project, flag, environment);
  const checks = useChecks(editing, flag, sources, saving.refusal);
  const ends = useEnds({ project, flag: flag.key, environment: environment.key });
  const isReadOnly = refusal !== null;
  const isUnread = editing.draft !== null && editing.draft.unread !== null;
  const isJsonOpen = json === 'open' || isUnread;
  return (
    <div className={css.tab}>
      <div className={css.panel} data-json={isJsonOpen || undefined}>
        <div className={css.form}>
          <header className={css.head}>
            <h2>Who gets what</h2>
            <span className={css.column}>{ends?.total ? 'ended here, 24 h' : ''}</span>
            <JsonButton
              isOpen={isJsonOpen}
              isNeeded={isUnread}
              toggle={() => setJson(isJsonOpen ? 'closed' : 'open')}
            />
          </header>
          {isReadOnly ? <ReadOnlyNote why={refusal} /> : null}
          <OriginNote project={project} environment={environment} state={editing.state} refusal={refusal} />
          <Waiting project={project} flag={flag} environment={environment} />
          <Ladder
            project={project}
            flag={flag}
            editing={editing}
            issues={checks.issues}
            ends={ends}
            sources={sources}
            opened={opened}
            setOpened={setOpened}
            // What is typed there replaces the whole form once it can be read.
            isReadOnly={isReadOnly || isUnread}
            now={now}
          />
        </div>
        {isJsonOpen ? <JsonView editing={editing} isReadOnly={isReadOnly} /> : null}
      </div>
      <SavePanel
        flag={flag}
        environment={environment}
        editing={editing}
        saving={saving}
        checks={checks}
        evaluations={ends?.total ?? null}
        show={(rungs) => setOpened(new Set(rungs === 'none' ? [] : [...opened, ...rungs]))}
        now={now}
      />
    </div>
  );
}

interface JsonButtonProps {
  isOpen: boolean;
  /** There is something in it to correct: it stays open. */
  isNeeded: boolean;
  toggle: () => void;
}

function JsonButton({ isOpen, isNeeded, toggle }: JsonButtonProps) {
  return (
    <Button
      size="compact-sm"
      variant={isOpen ? 'light' : 'subtle'}
      leftSection={<IconBraces size={14} aria-hidden />}
      aria-pressed={isOpen}
      disabled={isNeeded}
      onClick={toggle}
    >
      JSON
    </Button>
  );
}

function Waiting(place: TargetingProps) {
  return useWaiting(place).map((proposal) => (
    <ProposalNote key={proposal.id} {...place} proposal={proposal} />
  ));
}

function useEditRefusal(project: string, flag: Flag, environment: Environment): string | null {
  const may = useMay(project);
  if (flag.archivedAt !== null) return 'The flag is archived.';
  return refusalOf(may, 'flag:write', { environment: environment.key });
}
