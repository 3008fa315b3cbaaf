import { ActionIcon, Button, Popover, Select, TextInput, Tooltip } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useRemembered } from '../app/remembered.ts';
import { useWho } from '../app/session.tsx';
import css from './explain.module.css';
import { isSame, readSaved, withoutSaved, withSaved } from './saved-contexts.ts';
import type { ContextDraft } from './use-context-draft.ts';

const ME = 'me';

/** Contexts by name, remembered by this browser alone. */
export function ContextShelf({ draft }: { draft: ContextDraft }) {
  const { targetingKey, email } = useWho();
  const [text, setText] = useRemembered('contexts', '[]');
  const [picked, setPicked] = useState<string | null>(null);
  const saved = readSaved(text);
  const write = (next: typeof saved): void => setText(JSON.stringify(next));
  const pick = (value: string | null): void => {
    setPicked(value);
    if (value === ME)
      draft.replace({ ...(targetingKey ? { targetingKey } : {}), ...(email ? { email } : {}) });
    const found = saved.find(({ name }) => `saved:${name}` === value);
    if (!found) return;
    draft.replace(found.context);
    write(withSaved(saved, found));
  };
  const name = picked?.startsWith('saved:') ? picked.slice('saved:'.length) : null;
  const isEdited = name !== null && !isSame(saved.find((one) => one.name === name)?.context, draft.context);
  return (
    <div className={css.saved}>
      <Select
        size="xs"
        aria-label="Pick a context"
        placeholder="Pick a context"
        data={[
          ...(targetingKey ? [{ value: ME, label: 'Me' }] : []),
          ...saved.map((one) => ({ value: `saved:${one.name}`, label: one.name })),
        ]}
        value={isEdited ? null : picked}
        onChange={pick}
        searchable={saved.length > 8}
        nothingFoundMessage="None is remembered yet"
        allowDeselect={false}
      />
      <SaveButton
        suggested={name ?? String(draft.context.targetingKey ?? '')}
        save={(given) => {
          write(withSaved(saved, { name: given, context: draft.context }));
          setPicked(`saved:${given}`);
        }}
      />
      {name === null || isEdited ? null : (
        <Tooltip label={`Forget ${name}`}>
          <ActionIcon
            variant="default"
            aria-label={`Forget ${name}`}
            onClick={() => {
              write(withoutSaved(saved, name));
              setPicked(null);
            }}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function SaveButton({ suggested, save }: { suggested: string; save: (name: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus position="bottom-end" shadow="md">
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBookmark size={14} />}
          onClick={() => {
            setName(suggested);
            setOpen((before) => !before);
          }}
        >
          Remember
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={css.saving}
          onSubmit={(event) => {
            event.preventDefault();
            save(name.trim());
            setOpen(false);
          }}
        >
          <TextInput
            size="xs"
            label="Name"
            description="Kept in this browser until you forget it."
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            data-autofocus
          />
          <Button size="xs" type="submit" disabled={name.trim() === ''}>
            Remember
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
