import { Button, Textarea, TextInput } from '@mantine/core';
import type { Environment } from '@slipway/api';
import { useState } from 'react';
import { useChosenEnvironment } from '../app/environment.tsx';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useConditionSources } from '../flags/condition-editor.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { KeyList } from './key-list.tsx';
import { RulesEditor } from './rules-editor.tsx';
import { SaveSegment } from './save-segment.tsx';
import { checkContent } from './segment-checks.ts';
import { SegmentConflict } from './segment-conflict.tsx';
import { keysProblem, type SegmentForm } from './segment-draft.ts';
import css from './segments.module.css';
import type { SegmentEditing, StateIn } from './use-segment.ts';

export interface SegmentEditorProps {
  project: string;
  segment: string;
  editing: SegmentEditing;
  environments: readonly Environment[];
  states: ReadonlyMap<string, StateIn>;
  /** null: the definition. */
  place: Environment | null;
}

/** Rules, listed keys and left-out keys of the definition or of one environment. */
export function SegmentEditor(props: SegmentEditorProps) {
  const { project, segment, editing, place } = props;
  const { form, draft, edit } = editing;
  const may = useMay(project);
  const { chosen } = useChosenEnvironment(project);
  const sources = useConditionSources(project, place?.key ?? chosen?.key);
  const refusal = refusalOf(may, 'segment:write', {
    segment,
    ...(place ? { environment: place.key } : {}),
  });
  const isReadOnly = refusal !== null;
  const issues = draft
    ? checkContent(
        form.content,
        sources.segments.map(({ key }) => key),
      )
    : [];
  const problem =
    keysProblem(form.content) ?? (issues.length > 0 ? 'A condition is not complete yet.' : null);
  const put = (content: Partial<SegmentForm['content']>): void =>
    edit({ content: { ...form.content, ...content } });
  return (
    <div className={`sw-panel ${css.editor}`}>
      {editing.theirs ? <SegmentConflict editing={editing} theirs={editing.theirs} /> : null}
      {place === null ? <Names form={form} edit={edit} isReadOnly={isReadOnly} /> : null}
      <RulesEditor
        rules={form.content.rules}
        onChange={(rules) => put({ rules })}
        sources={sources}
        segment={segment}
        isReadOnly={isReadOnly}
        issues={issues}
      />
      <KeyList
        title="Listed keys"
        lead="These targeting keys belong to it by name."
        keys={form.content.include}
        onChange={(include) => put({ include })}
        isReadOnly={isReadOnly}
      />
      <KeyList
        title="Left-out keys"
        lead="These never belong to it, whatever the rules say."
        keys={form.content.exclude}
        onChange={(exclude) => put({ exclude })}
        isReadOnly={isReadOnly}
      />
      {isReadOnly ? <p className={css.refusal}>{refusal}</p> : null}
      {draft ? <SaveBar {...props} refusal={refusal} problem={problem} /> : null}
    </div>
  );
}

interface NamesProps {
  form: SegmentForm;
  edit: (form: Partial<SegmentForm>) => void;
  isReadOnly: boolean;
}

function Names({ form: { name, description }, edit, isReadOnly }: NamesProps) {
  return (
    <div className={css.names}>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => edit({ name: event.currentTarget.value })}
        maxLength={200}
        readOnly={isReadOnly}
        error={name.trim() === '' ? 'A segment needs a name.' : null}
      />
      <Textarea
        label="Description"
        value={description}
        onChange={(event) => edit({ description: event.currentTarget.value })}
        maxLength={5000}
        autosize
        minRows={1}
        readOnly={isReadOnly}
      />
    </div>
  );
}

interface SaveBarProps extends SegmentEditorProps {
  refusal: string | null;
  problem: string | null;
}

function SaveBar(props: SaveBarProps) {
  const { editing, place, refusal, problem } = props;
  const [isSaving, setSaving] = useState(false);
  const isBlocked = problem !== null || editing.theirs !== null || editing.form.name.trim() === '';
  return (
    <div className={css.saveBar} role="status">
      <span>
        {problem ??
          (editing.theirs
            ? 'Choose above first.'
            : `Not saved yet: ${place === null ? 'the definition' : `${place.name} only`}.`)}
      </span>
      <Button variant="default" onClick={editing.discard}>
        Discard edits
      </Button>
      <GuardedButton refusal={refusal} disabled={isBlocked} onClick={() => setSaving(true)}>
        Review and save
      </GuardedButton>
      {isSaving ? <SaveSegment {...props} close={() => setSaving(false)} /> : null}
    </div>
  );
}
