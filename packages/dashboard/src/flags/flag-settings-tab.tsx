import { Button, Group } from '@mantine/core';
import { type Flag, getFlag, updateFlag } from '@slipway/api';
import { useState } from 'react';
import { forget, keyOf, queryClient } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { type Outcome, useSubmit } from '../app/submit.tsx';
import { ChangeDialog } from '../environments/change-dialog.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { JsonDiff } from '../ui/json-diff.tsx';
import { Section } from '../ui/page.tsx';
import { FlagArchive } from './flag-archive.tsx';
import { FlagClash } from './flag-clash.tsx';
import {
  type DefinitionForm,
  editOf,
  formOf,
  isSameForm,
  isSound,
  mergeForms,
  problemsOf,
} from './flag-definition.ts';
import { FlagFields } from './flag-fields.tsx';
import css from './flag-settings.module.css';
import { FlagSnippets } from './flag-snippets.tsx';
import type { FlagHere } from './use-flag-here.ts';

/** What the flag is, wherever it is: its definition, how code asks for it, and its end. */
export function FlagSettingsTab({ here }: { here: FlagHere }) {
  return (
    <div className={css.columns}>
      <Section title="Definition">
        <Definition here={here} />
      </Section>
      <div>
        <Section title="Use it">
          <FlagSnippets here={here} />
        </Section>
        <Section title={here.flag.archivedAt === null ? 'Archive' : 'Bring it back'}>
          <FlagArchive here={here} />
        </Section>
      </div>
    </div>
  );
}

interface Draft {
  /** What one began with. */
  base: { flag: Flag; etag: string };
  form: DefinitionForm;
}

function Definition({ here }: { here: FlagHere }) {
  const { project, flag, flagEtag } = here;
  const refusal = refusalOf(useMay(project), 'flag:write');
  const fresh = (): Draft => ({ base: { flag, etag: flagEtag }, form: formOf(flag) });
  const [draft, setDraft] = useState(fresh);
  const [isSaving, setSaving] = useState(false);
  const base = formOf(draft.base.flag);
  const isEdited = !isSameForm(draft.form, base);
  const isOutdated = draft.base.etag !== flagEtag;
  // Whoever has typed nothing sees what somebody else saves at once.
  if (isOutdated && !isEdited) setDraft(fresh());
  const problems = problemsOf(draft.form, flag.type);
  const rebase = (form: DefinitionForm): void => setDraft({ base: { flag, etag: flagEtag }, form });
  return (
    <form
      className={`sw-panel ${css.form}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (isEdited && isSound(problems) && refusal === null && !isOutdated) setSaving(true);
      }}
    >
      {isOutdated && isEdited ? (
        <FlagClash
          mine={draft.form}
          theirs={formOf(flag)}
          merged={mergeForms(base, draft.form, formOf(flag))}
          take={rebase}
        />
      ) : null}
      <FlagFields
        here={here}
        form={draft.form}
        problems={problems}
        known={Object.keys(flag.variants)}
        isReadOnly={refusal !== null || flag.archivedAt !== null}
        edit={(part) => setDraft({ ...draft, form: { ...draft.form, ...part } })}
      />
      <Group justify="flex-end" className={css.save ?? ''}>
        {isEdited ? (
          <Button variant="default" onClick={() => setDraft(fresh())}>
            Discard edits
          </Button>
        ) : null}
        <GuardedButton
          refusal={refusal}
          type="submit"
          disabled={!isEdited || !isSound(problems) || isOutdated}
        >
          Save changes
        </GuardedButton>
      </Group>
      {isSaving ? (
        <SaveDialog
          here={here}
          draft={draft}
          close={() => setSaving(false)}
          saved={(saved, etag) => setDraft({ base: { flag: saved, etag }, form: formOf(saved) })}
        />
      ) : null}
    </form>
  );
}

interface SaveDialogProps {
  here: FlagHere;
  draft: Draft;
  close: () => void;
  saved: (flag: Flag, etag: string) => void;
}

/** What one is about to save, as a diff, with a reason. */
function SaveDialog({ here: { project, flag }, draft, close, saved }: SaveDialogProps) {
  const submit = useSubmit();
  const params = { project, flag: flag.key };
  const after = editOf(draft.form, flag.type);
  const send = async (reason: string): Promise<Outcome<unknown>> => {
    const outcome = await submit(
      updateFlag,
      { params, ifMatch: draft.base.etag, body: { ...after, ...(reason ? { reason } : {}) } },
      { what: `Change the definition of ${flag.key}`, own: updateFlag.fails, isReasoned: true },
    );
    if (outcome.kind === 'done') {
      queryClient.setQueryData(keyOf(getFlag, { params }), outcome.reply);
      saved(outcome.reply.body, outcome.reply.etag ?? '');
    }
    if (outcome.kind === 'conflict') {
      await forget([getFlag.id], params);
      close();
    }
    return outcome;
  };
  return (
    <ChangeDialog
      title={`Change the definition of ${flag.key}`}
      action="Save changes"
      size="xl"
      send={send}
      close={close}
    >
      <JsonDiff before={editOf(formOf(draft.base.flag), flag.type)} after={after} labels={['Now', 'Then']} />
    </ChangeDialog>
  );
}
