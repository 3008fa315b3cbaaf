import { Button, Group, Radio } from '@mantine/core';
import { useState } from 'react';
import {
  type DefinitionForm,
  type Field,
  fieldLabels,
  fieldText,
  type MergedForm,
  taking,
} from './flag-definition.ts';
import css from './flag-settings.module.css';

interface FlagClashProps {
  mine: DefinitionForm;
  theirs: DefinitionForm;
  merged: MergedForm;
  /** Goes on with this on top of what they have saved. */
  take: (form: DefinitionForm) => void;
}

/** Somebody else has saved meanwhile: shows both versions of what both have edited, and lets one choose. */
export function FlagClash({ mine, theirs, merged, take }: FlagClashProps) {
  const [picks, setPicks] = useState<ReadonlyMap<Field, 'mine' | 'theirs'>>(new Map());
  const chosen = merged.clashes.reduce(
    (form, field) => (picks.get(field) === 'theirs' ? taking(form, theirs, field) : form),
    merged.form,
  );
  return (
    <div className={css.clash} role="alert">
      <p>
        <strong>Somebody saved this definition while you edited it.</strong>{' '}
        {merged.clashes.length === 0
          ? 'Your edits and theirs touch different fields.'
          : 'Both of you changed the same: choose which to keep.'}
      </p>
      {merged.clashes.map((field) => (
        <Radio.Group
          key={field}
          label={fieldLabels[field]}
          value={picks.get(field) ?? 'mine'}
          onChange={(side) => setPicks(new Map([...picks, [field, side === 'theirs' ? 'theirs' : 'mine']]))}
        >
          <Radio size="xs" mt={4} value="mine" label={`Yours: ${fieldText(mine, field)}`} />
          <Radio size="xs" mt={4} value="theirs" label={`Theirs: ${fieldText(theirs, field)}`} />
        </Radio.Group>
      ))}
      <Group gap="xs">
        <Button size="xs" onClick={() => take(chosen)}>
          {merged.clashes.length === 0 ? 'Keep both' : 'Keep what I chose'}
        </Button>
        <Button size="xs" variant="default" onClick={() => take(theirs)}>
          Drop my edits
        </Button>
      </Group>
    </div>
  );
}
