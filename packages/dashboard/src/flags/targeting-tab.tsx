import { Button } from '@mantine/core';
import { type Environment, type Flag, getEvaluations } from '@slipway/api';
import { IconBraces } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useRead } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useRemembered } from '../app/remembered.ts';
import { useMay } from '../app/session.tsx';
import { Show } from '../ui/loading.tsx';
import { useNow } from '../ui/time.tsx';
import { variantColours } from '../ui/variants.ts';
import { type ConditionSources, useConditionSources } from './condition-editor.tsx';
import { checkConfig } from './config-checks.ts';
import { diffConfigs } from './config-diff.ts';
import { isSame } from './config-draft.ts';
import type { Issue } from './config-issues.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { countsByRung } from './evaluation-ends.ts';
import { JsonView } from './json-view.tsx';
import { Ladder } from './ladder.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { reachesMore } from './reaches-more.ts';
import { ReviewDialog } from './review-dialog.tsx';
import { rungAt } from './rung-at.ts';
import { SaveBar } from './save-bar.tsx';
import { OriginNote, ProposalNote, ReadOnlyNote } from './targeting-notes.tsx';
import css from './targeting-tab.module.css';
import { type Editing, useConfigDraft } from './use-config-draft.ts';
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
  const [dialog, setDialog] = useState<'review' | 'conflict' | null>(null);
  const [json, setJson] = useRemembered('targeting-json', 'closed');
  const saving = useSaveConfig(project, flag, environment);
  const evaluations = useEnds({ project, flag: flag.key, environment: environment.key });
  const waiting = useWaiting({ project, flag, environment });
  const { config, draft, state, theirs } = editing;
  const checks = useChecks(editing, flag, sources, saving.refusal);
  const colours = variantColours(Object.keys(flag.variants), config.offVariant);
  const isMore =
    draft !== null && reachesMore(withKill(state.config, state.killed), withKill(config, state.killed), now);
  const isJsonOpen = json === 'open';

  const attempt = async (): Promise<void> => {
    if (checks.find()) {
      setOpened(new Set([...opened, ...checks.rungs()]));
      setDialog(null);
      return;
    }
    const saved = await saving.save(editing);
    if (saved === 'saved') setOpened(new Set());
    setDialog(saved === 'conflict' ? 'conflict' : null);
  };
  const review = (): void => {
    if (checks.find()) setOpened(new Set([...opened, ...checks.rungs()]));
    else setDialog('review');
  };

  return (
    <div className={css.tab}>
      <div className={css.panel} data-json={isJsonOpen || undefined}>
        <div className={css.form}>
          <header className={css.head}>
            <h2>Who gets what</h2>
            <span className={css.column}>{evaluations?.total ? 'ended here, 24 h' : ''}</span>
            <Button
              size="compact-sm"
              variant={isJsonOpen ? 'light' : 'subtle'}
              leftSection={<IconBraces size={14} aria-hidden />}
              aria-pressed={isJsonOpen}
              onClick={() => setJson(isJsonOpen ? 'closed' : 'open')}
            >
              JSON
            </Button>
          </header>
          {refusal === null ? null : <ReadOnlyNote why={refusal} />}
          <OriginNote project={project} environment={environment} state={state} refusal={refusal} />
          {waiting.map((proposal) => (
            <ProposalNote
              key={proposal.id}
              project={project}
              flag={flag}
              environment={environment}
              proposal={proposal}
            />
          ))}
          <Ladder
            project={project}
            flag={flag}
            editing={editing}
            issues={checks.issues}
            ends={evaluations}
            sources={sources}
            opened={opened}
            setOpened={setOpened}
            isReadOnly={refusal !== null}
            now={now}
          />
        </div>
        {isJsonOpen ? (
          <JsonView config={config} onChange={editing.edit} isReadOnly={refusal !== null} />
        ) : null}
      </div>
      {draft ? (
        <SaveBar
          environment={environment}
          differences={diffConfigs(state.config, config)}
          isMore={isMore}
          isOvertaken={theirs !== null}
          problem={theirs ? 'Somebody else has changed this flag here meanwhile.' : checks.problem}
          reason={draft.reason}
          setReason={editing.setReason}
          isSending={saving.isSending}
          discard={editing.discard}
          review={review}
          compare={() => setDialog('conflict')}
          save={() => void attempt()}
        />
      ) : null}
      {draft && dialog === 'review' ? (
        <ReviewDialog
          environment={environment}
          before={state.config}
          after={config}
          colours={colours}
          isMore={isMore}
          evaluations={evaluations?.total ?? null}
          reason={draft.reason}
          setReason={editing.setReason}
          isSending={saving.isSending}
          save={() => void attempt()}
          close={() => setDialog(null)}
        />
      ) : null}
      {draft && theirs && dialog === 'conflict' ? (
        <ConflictDialog
          environment={environment}
          base={draft.base}
          mine={draft.mine}
          theirs={theirs}
          colours={colours}
          takeTheirs={() => {
            editing.discard();
            setDialog(null);
          }}
          goOn={(merged) => {
            editing.rebase(merged);
            setDialog(null);
          }}
          close={() => setDialog(null)}
        />
      ) : null}
      <LeaveGuard isDirty={draft !== null} discard={editing.discard} />
    </div>
  );
}

function withKill<T extends object>(config: T, killed: boolean): T & { killed: boolean } {
  return { ...config, killed };
}

function useEditRefusal(project: string, flag: Flag, environment: Environment): string | null {
  const may = useMay(project);
  if (flag.archivedAt !== null) return 'The flag is archived.';
  return refusalOf(may, 'flag:write', { environment: environment.key });
}

function useEnds(params: { project: string; flag: string; environment: string }) {
  const { data } = useRead(getEvaluations, { params, query: { hours: 24 } });
  const ends = data?.body.ends;
  return useMemo(() => {
    if (!ends) return null;
    return { counts: countsByRung(ends), total: ends.reduce((sum, { count }) => sum + count, 0) };
  }, [ends]);
}

/** What has to be corrected: told by the server for just this draft, or found here once one wants to save. */
function useChecks(
  { config, draft }: Editing,
  flag: Flag,
  sources: ConditionSources,
  refusal: { config: unknown; detail: string; issues: Issue[] } | null,
) {
  const [isTried, setTried] = useState(false);
  const segmentKeys = sources.segments.length > 0 ? sources.segments.map(({ key }) => key) : null;
  const found = checkConfig(config, { flag, segmentKeys });
  const told = refusal && isSame(refusal.config, config) ? refusal : null;
  const own = isTried && draft ? found : [];
  const issues = [...own, ...(told?.issues ?? [])];
  const [first] = issues;
  return {
    issues,
    problem: first ? `${rungAt(first.path).label}: ${first.message}` : (told?.detail ?? null),
    /** Whether something stands in the way. */
    find: () => {
      setTried(true);
      return found.length > 0;
    },
    rungs: () => found.map(({ path }) => rungAt(path, config).id),
  };
}
