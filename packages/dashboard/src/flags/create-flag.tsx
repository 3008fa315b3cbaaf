import { Button, Group, Modal, TextInput } from '@mantine/core';
import { createFlag, type FlagDraft, type FlagOverview, listFlagOverview } from '@slipway/api';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useRead } from '../app/api.ts';
import { useEnvironments } from '../app/environment.tsx';
import { useSubmit } from '../app/submit.tsx';
import css from './create-flag.module.css';
import { CreateFlagDetails } from './create-flag-details.tsx';
import { CreatedFlag } from './create-flag-done.tsx';
import {
  draftFrom,
  emptyForm,
  type FlagForm,
  keyOf,
  keyProblem,
  variantProblems,
} from './create-flag-draft.ts';
import { KindChoice } from './create-flag-kind.tsx';
import { CreateFlagVariants } from './create-flag-variants.tsx';
import type { Facts } from './flag-filter.ts';
import { refreshRows } from './flag-list-data.ts';

interface CreateFlagProps {
  project: string;
  /** Those that are known: their keys are taken. */
  rows: readonly FlagOverview[];
  facts: Facts;
  close: () => void;
}

/** What came of it. */
interface Created {
  draft: FlagDraft;
  /** The proposal that somebody has to approve first; null = it is there. */
  proposal: string | null;
}

/** A name is enough; everything else has a default that fits. */
export function CreateFlag({ project, rows, facts, close }: CreateFlagProps) {
  const [created, setCreated] = useState<Created | null>(null);
  const done = created?.proposal === null ? 'Created' : 'Proposed';
  return (
    <Modal opened onClose={close} title={created ? `${done} ${created.draft.key}` : 'Create flag'} size="lg">
      {created ? (
        <CreatedFlag project={project} {...created} close={close} />
      ) : (
        <CreateForm project={project} rows={rows} facts={facts} close={close} done={setCreated} />
      )}
    </Modal>
  );
}

/** The form’s content, what is wrong with it, and sending it. */
function useCreation(project: string, rows: readonly FlagOverview[], done: (created: Created) => void) {
  const submit = useSubmit();
  const [form, setForm] = useState(emptyForm);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ key: string; detail: string } | null>(null);
  const key = keyOf(form);
  const taken = useTaken(project, key, rows);
  const refused = refusal?.key === key ? refusal.detail : null;
  const problem = refused ?? keyProblem(key, taken);
  const problems = variantProblems(form);

  const create = async (reason: string): Promise<void> => {
    setTried(true);
    if (problem !== null || problems.some((one) => one !== null)) return;
    setBusy(true);
    const draft = draftFrom(form);
    const outcome = await submit(
      createFlag,
      { params: { project }, body: { ...draft, ...(reason ? { reason } : {}) } },
      { what: `Create ${key}`, own: ['flag-key-taken'], isReasoned: true },
    );
    setBusy(false);
    if (outcome.kind === 'refused') setRefusal({ key, detail: outcome.problem.detail });
    if (outcome.kind === 'proposed') done({ draft, proposal: outcome.proposal.id });
    if (outcome.kind !== 'done') return;
    void refreshRows(project, [key]);
    done({ draft, proposal: null });
  };
  return {
    form,
    setForm,
    key,
    problem: key !== '' || isTried ? problem : null,
    problems,
    isTried,
    isBusy,
    create,
  };
}

interface CreateFormProps extends CreateFlagProps {
  done: (created: Created) => void;
}

function CreateForm({ project, rows, facts, close, done }: CreateFormProps) {
  const { form, setForm, key, problem, problems, isTried, isBusy, create } = useCreation(project, rows, done);
  const [reason, setReason] = useState('');
  const edit = (part: Partial<FlagForm>): void => setForm((now) => ({ ...now, ...part }));
  const { data: environments = [] } = useEnvironments(project);
  const guarded = environments.find(({ isProtected }) => isProtected);
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void create(reason.trim());
      }}
    >
      <Naming form={form} shownKey={key} edit={edit} problem={problem} />
      <KindChoice value={form.kind} onChange={(kind) => edit({ kind })} />
      <Part title="Type and variants" summary={typeSummary(form)} isOpen={isTried && problems.some(Boolean)}>
        <CreateFlagVariants form={form} setForm={setForm} problems={problems} />
      </Part>
      <Part title="Description, tags, owner" summary={detailSummary(form)}>
        <CreateFlagDetails project={project} form={form} edit={edit} facts={facts} />
      </Part>
      {guarded ? (
        <TextInput
          label="Reason"
          description={`${guarded.name} is protected: somebody approves the flag first, and reads this.`}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={2000}
        />
      ) : null}
      <Group justify="space-between">
        <span className="sw-muted">It starts switched off everywhere.</span>
        <Group gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={isBusy}>
            {guarded ? 'Propose flag' : 'Create flag'}
          </Button>
        </Group>
      </Group>
    </form>
  );
}

interface NamingProps {
  form: FlagForm;
  shownKey: string;
  edit: (part: Partial<FlagForm>) => void;
  problem: string | null;
}

function Naming({ form, shownKey, edit, problem }: NamingProps) {
  return (
    <div className={css.pair}>
      <TextInput
        label="Name"
        description="For people."
        placeholder="New checkout"
        value={form.name}
        onChange={(event) => edit({ name: event.currentTarget.value })}
        maxLength={200}
        data-autofocus
      />
      <TextInput
        label="Key"
        description="For code; it stays for good."
        placeholder="new-checkout"
        value={shownKey}
        onChange={(event) => edit({ key: event.currentTarget.value || null })}
        error={problem}
        classNames={{ input: 'sw-mono' }}
        autoCapitalize="none"
        spellCheck={false}
      />
    </div>
  );
}

/** Known flags are asked at once, archived ones by the server. */
function useTaken(project: string, key: string, rows: readonly FlagOverview[]): 'live' | 'archived' | null {
  const isLive = rows.some((row) => row.key === key && row.archivedAt === null);
  const isPossible = keyProblem(key, null) === null;
  const input = { params: { project }, query: { flags: key, environments: '' } };
  const live = useRead(listFlagOverview, input, { enabled: isPossible && !isLive });
  const archived = useRead(
    listFlagOverview,
    { ...input, query: { ...input.query, archived: 'true' } },
    { enabled: isPossible && !isLive },
  );
  if (isLive || (live.data?.body.items.length ?? 0) > 0) return 'live';
  return (archived.data?.body.items.length ?? 0) > 0 ? 'archived' : null;
}

interface PartProps {
  title: string;
  summary: string;
  isOpen?: boolean;
  children: React.ReactNode;
}

function Part({ title, summary, isOpen = false, children }: PartProps) {
  return (
    <details className={css.part} {...(isOpen ? { open: true } : {})}>
      <summary>
        <IconChevronRight size={14} aria-hidden />
        <span>{title}</span>
        <span className="sw-muted">{summary}</span>
      </summary>
      <div className={css.partBody}>{children}</div>
    </details>
  );
}

function typeSummary({ type, variants }: FlagForm): string {
  return `${type}: ${variants.map(({ name }) => name).join(', ')}`;
}

function detailSummary({ description, tags, owner }: FlagForm): string {
  const parts = [owner, ...tags.map((tag) => `#${tag}`), description].filter(Boolean);
  return parts.length === 0 ? 'none yet' : parts.join(' · ');
}
