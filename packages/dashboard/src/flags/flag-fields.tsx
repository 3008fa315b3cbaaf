import { Autocomplete, Checkbox, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { flagKinds, listMembers } from '@slipway/api';
import { useAll } from '../app/api.ts';
import type { DefinitionForm, DefinitionProblems } from './flag-definition.ts';
import { kindWords } from './flag-list-words.ts';
import css from './flag-settings.module.css';
import { FlagVariants } from './flag-variants.tsx';
import type { FlagHere } from './use-flag-here.ts';

interface FlagFieldsProps {
  here: FlagHere;
  form: DefinitionForm;
  problems: DefinitionProblems;
  /** Names of variants that it has: configs may serve them. */
  known: readonly string[];
  isReadOnly: boolean;
  edit: (part: Partial<DefinitionForm>) => void;
}

export function FlagFields({ here, form, problems, known, isReadOnly, edit }: FlagFieldsProps) {
  const { data: members = [] } = useAll(listMembers, { params: { project: here.project } });
  const readOnly = isReadOnly ? { readOnly: true } : {};
  return (
    <fieldset className={css.fields} disabled={isReadOnly}>
      <TextInput
        label="Name"
        value={form.name}
        error={problems.name}
        onChange={(event) => edit({ name: event.currentTarget.value })}
        maxLength={200}
        {...readOnly}
      />
      <Textarea
        label="Description"
        description="What it decides, for whoever meets it in a year."
        value={form.description}
        onChange={(event) => edit({ description: event.currentTarget.value })}
        autosize
        minRows={2}
        maxLength={5000}
        {...readOnly}
      />
      <div className={css.pair}>
        <Select
          label="Kind"
          description={kindWords[form.kind].means}
          data={flagKinds.map((kind) => ({ value: kind, label: kindWords[kind].label }))}
          value={form.kind}
          allowDeselect={false}
          onChange={(next) => edit({ kind: flagKinds.find((kind) => kind === next) ?? form.kind })}
        />
        <Autocomplete
          label="Owner"
          description="Who answers for it."
          data={[...new Set(members.map(({ person }) => person.name))]}
          value={form.owner}
          onChange={(owner) => edit({ owner })}
          limit={12}
          maxLength={200}
        />
      </div>
      <TagsInput label="Tags" value={[...form.tags]} onChange={(tags) => edit({ tags })} maxTags={50} />
      <FlagVariants
        type={here.flag.type}
        variants={form.variants}
        problems={problems.variants}
        known={known}
        put={(variants) => edit({ variants })}
      />
      <Checkbox
        label="Visible to client tokens"
        description="Browsers and apps get its result by OFREP; rules stay on the server."
        checked={form.clientVisible}
        onChange={(event) => edit({ clientVisible: event.currentTarget.checked })}
      />
      <Checkbox
        label="Observe"
        description="Record outcomes and latency by variant; see Health."
        checked={form.observe}
        onChange={(event) => edit({ observe: event.currentTarget.checked })}
      />
      <Textarea
        label="Metadata"
        description="A JSON object that SDKs hand on with each answer."
        placeholder={'{ "team": "checkout" }'}
        classNames={{ input: 'sw-mono' }}
        value={form.metadata}
        error={problems.metadata}
        onChange={(event) => edit({ metadata: event.currentTarget.value })}
        autosize
        minRows={1}
        spellCheck={false}
        {...readOnly}
      />
    </fieldset>
  );
}
