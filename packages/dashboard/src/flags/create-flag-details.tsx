import { Autocomplete, TagsInput, Textarea } from '@mantine/core';
import { listMembers } from '@slipway/api';
import { useAll } from '../app/api.ts';
import type { FlagForm } from './create-flag-draft.ts';
import type { Facts } from './flag-filter.ts';

interface DetailsProps {
  project: string;
  form: FlagForm;
  edit: (part: Partial<FlagForm>) => void;
  facts: Facts;
}

export function CreateFlagDetails({ project, form, edit, facts }: DetailsProps) {
  const { data: members = [] } = useAll(listMembers, { params: { project } });
  const owners = [...new Set([...facts.owners, ...members.map(({ person }) => person.name)])];
  return (
    <>
      <Textarea
        label="Description"
        description="What it decides, for whoever meets it in a year."
        value={form.description}
        onChange={(event) => edit({ description: event.currentTarget.value })}
        autosize
        minRows={2}
        maxLength={5000}
      />
      <TagsInput
        label="Tags"
        data={[...facts.tags]}
        value={[...form.tags]}
        onChange={(tags) => edit({ tags })}
        maxTags={50}
        limit={12}
        clearable
      />
      <Autocomplete
        label="Owner"
        description="A person or a team who answers for it."
        data={owners}
        value={form.owner}
        onChange={(owner) => edit({ owner })}
        limit={12}
        maxLength={200}
      />
    </>
  );
}
