import { ActionIcon, Autocomplete, Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ClipboardEvent } from 'react';
import {
  type ContextRow,
  createRow,
  keyAttribute,
  parseContext,
  typeFor,
  type ValueType,
  valueTypes,
} from './context-rows.ts';
import { ContextShelf } from './context-shelf.tsx';
import css from './explain.module.css';
import type { ContextDraft } from './use-context-draft.ts';
import { ValueField } from './value-field.tsx';

/** An attribute worth giving, with what it is known to be. */
export interface Suggestion {
  name: string;
  types: readonly string[];
}

interface ContextEditorProps {
  draft: ContextDraft;
  /** The flag looks at these. */
  wanted: readonly Suggestion[];
  /** Evaluations have carried these. */
  seen: readonly Suggestion[];
}

/** Who asks: attributes as rows or as JSON. */
export function ContextEditor({ draft, wanted, seen }: ContextEditorProps) {
  const takeJson = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text').trim();
    const read = text.startsWith('{') ? parseContext(text) : null;
    if (draft.mode !== 'form' || read === null || 'problem' in read) return;
    event.preventDefault();
    draft.replace(read.context);
  };
  return (
    <section className={`sw-panel ${css.context}`} aria-labelledby="context-title" onPaste={takeJson}>
      <div className={css.panelHead}>
        <h2 id="context-title">Context</h2>
        <SegmentedControl
          size="xs"
          aria-label="How to write the context"
          data={[
            { value: 'form', label: 'Form' },
            { value: 'json', label: 'JSON' },
          ]}
          value={draft.mode}
          onChange={(mode) => draft.setMode(mode === 'json' ? 'json' : 'form')}
        />
      </div>
      <ContextShelf draft={draft} />
      {draft.mode === 'form' ? (
        <ContextForm draft={draft} wanted={wanted} seen={seen} />
      ) : (
        <Textarea
          aria-label="Context as JSON"
          classNames={{ input: css.json ?? '' }}
          value={draft.text}
          onChange={(event) => draft.setText(event.currentTarget.value)}
          error={draft.textProblem}
          autosize
          minRows={8}
          maxRows={24}
          spellCheck={false}
        />
      )}
      <p className={css.note}>It stays in this browser: links to this page do not carry it.</p>
    </section>
  );
}

function ContextForm({ draft, wanted, seen }: ContextEditorProps) {
  const { rows, setRows, rowProblems } = draft;
  const change = (id: string, next: Partial<ContextRow>): void =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...next } : row)));
  const known = [...wanted, ...seen];
  const typeOf = (name: string): ValueType => typeFor(known.find((one) => one.name === name)?.types ?? []);
  const add = (name: string): void => setRows([...rows, createRow(name, typeOf(name))]);
  const names = new Set(rows.map(({ name }) => name));
  const absent = [...new Set(known.map(({ name }) => name))].filter((name) => !names.has(name));
  return (
    <>
      <ul className={css.rows} aria-label="Attributes">
        {rows.map((row) => (
          <AttributeRow
            key={row.id}
            row={row}
            names={absent}
            problem={rowProblems.get(row.id) ?? null}
            change={(next) => change(row.id, next)}
            rename={(name) =>
              change(row.id, {
                name,
                ...(row.text === '' && absent.includes(name) ? { type: typeOf(name) } : {}),
              })
            }
            remove={() => setRows(rows.filter(({ id }) => id !== row.id))}
          />
        ))}
      </ul>
      <div className={css.adding}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => add('')}
        >
          Attribute
        </Button>
        {absent.slice(0, 8).map((name) => (
          <Button
            key={name}
            size="compact-sm"
            variant="subtle"
            aria-label={`Add attribute ${name}`}
            onClick={() => add(name)}
          >
            + {name}
          </Button>
        ))}
      </div>
    </>
  );
}

interface AttributeRowProps {
  row: ContextRow;
  names: string[];
  problem: string | null;
  change: (next: Partial<ContextRow>) => void;
  rename: (name: string) => void;
  remove: () => void;
}

function AttributeRow({ row, names, problem, change, rename, remove }: AttributeRowProps) {
  const isKey = row.name === keyAttribute;
  const label = row.name || 'attribute';
  return (
    <li className={css.row}>
      {isKey ? (
        <TextInput size="xs" value={row.name} readOnly aria-label="Name of the attribute" variant="filled" />
      ) : (
        <Autocomplete
          size="xs"
          aria-label="Name of the attribute"
          placeholder="attribute"
          data={names}
          value={row.name}
          onChange={rename}
          // A row just added begins where one types first.
          autoFocus={row.name === '' && row.text === ''}
        />
      )}
      <ValueField
        row={row}
        label={`Value of ${label}`}
        problem={problem}
        change={(text) => change({ text })}
      />
      <select
        className={css.type}
        aria-label={`Type of ${label}`}
        value={row.type}
        onChange={(event) => change({ type: typeIn(event.currentTarget.value) })}
      >
        {Object.entries(valueTypes).map(([type, words]) => (
          <option key={type} value={type}>
            {words}
          </option>
        ))}
      </select>
      {isKey ? (
        <span />
      ) : (
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Remove ${label}`} onClick={remove}>
          <IconX size={14} />
        </ActionIcon>
      )}
    </li>
  );
}

function typeIn(value: string): ValueType {
  return (Object.keys(valueTypes) as ValueType[]).find((type) => type === value) ?? 'string';
}
