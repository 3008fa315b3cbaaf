import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import { countText } from '../environments/environment-words.ts';
import { pastedItems } from '../ui/pasted-items.ts';
import { withKeys, withoutKeys } from './segment-draft.ts';
import css from './segments.module.css';

interface KeyListProps {
  title: string;
  /** What being listed means. */
  lead: string;
  keys: readonly string[];
  onChange: (keys: string[]) => void;
  isReadOnly: boolean;
}

/** More at once would be slow and no help: one searches. */
const SHOWN = 60;

/** Keys by the thousand: paste, search, remove. */
export function KeyList({ title, lead, keys, onChange, isReadOnly }: KeyListProps) {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const found = wanted === '' ? keys : keys.filter((key) => key.toLowerCase().includes(wanted));
  return (
    <section className={css.keys} aria-label={title}>
      <div className={css.keysHead}>
        <h2>
          {title} <span className="sw-muted">{keys.length.toLocaleString('en')}</span>
        </h2>
        {keys.length > 8 ? (
          <TextInput
            size="xs"
            aria-label={`Search ${title.toLowerCase()}`}
            placeholder="Search"
            leftSection={<IconSearch size={13} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        ) : null}
      </div>
      <p className={css.lead}>{lead}</p>
      {isReadOnly ? null : <AddKeys title={title} keys={keys} onChange={onChange} />}
      {keys.length === 0 ? <p className={css.none}>None.</p> : null}
      <ul className={css.chips}>
        {found.slice(0, SHOWN).map((key) => (
          <li key={key}>
            <span className="sw-mono">{key}</span>
            {isReadOnly ? null : (
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={`Remove ${key}`}
                onClick={() => onChange(withoutKeys(keys, [key]))}
              >
                <IconX size={12} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      <div className={css.more} role="status">
        {found.length > SHOWN
          ? `and ${countText(found.length - SHOWN, 'more', 'more')}: search for one`
          : null}
        {wanted !== '' && found.length === 0 ? 'None has this in it.' : null}
        {wanted !== '' && found.length > 0 && !isReadOnly ? (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            onClick={() => onChange(withoutKeys(keys, found))}
          >
            Remove {countText(found.length, 'found key', 'found keys')}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function AddKeys({ title, keys, onChange }: Pick<KeyListProps, 'title' | 'keys' | 'onChange'>) {
  const [text, setText] = useState('');
  const items = pastedItems(text);
  const fresh = withoutKeys(items, keys);
  const add = (): void => {
    if (items.length === 0) return;
    onChange(withKeys(keys, items));
    setText('');
  };
  return (
    <div className={css.adding}>
      <Textarea
        size="xs"
        aria-label={`Add to ${title.toLowerCase()}`}
        placeholder="Type or paste keys, one a line or parted by commas"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          add();
        }}
        autosize
        minRows={1}
        maxRows={6}
        spellCheck={false}
      />
      <Button size="xs" variant="default" onClick={add} disabled={items.length === 0}>
        {items.length > 1 ? `Add ${fresh.length.toLocaleString('en')}` : 'Add'}
      </Button>
    </div>
  );
}
