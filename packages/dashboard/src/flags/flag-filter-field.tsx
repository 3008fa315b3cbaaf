import { ActionIcon } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useId, useRef, useState } from 'react';
import { type Facts, piecesOf, type Token, tokenText } from './flag-filter.ts';
import { committed, type Draft, withSuggestion } from './flag-filter-draft.ts';
import css from './flag-filter-field.module.css';
import { type Suggestion, suggestionsFor } from './flag-filter-suggest.ts';
import { Listbox, ListOption } from './flag-list-grid.tsx';

interface FilterFieldProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  facts: Facts;
  /** Arrow down and Enter go on to what was found. */
  toResults: () => void;
}

/** A search field in which filters become chips, with what might be meant below it. */
export function FilterField({ draft, onChange, facts, toResults }: FilterFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const list = useId();
  const [isOpen, open] = useState(false);
  const [at, setAt] = useState(-1);
  const word = wordOf(draft.text);
  const suggestions = isOpen ? suggestionsFor(word, facts) : [];
  const chosen = suggestions[Math.min(at, suggestions.length - 1)];

  const type = (text: string): void => {
    onChange(committed({ ...draft, text }));
    open(text !== '');
    setAt(wordOf(text).includes(':') ? 0 : -1);
  };
  const take = (suggestion: Suggestion): void => {
    const next = withSuggestion(draft, suggestion);
    onChange(next);
    open(suggestion.isPartial === true);
    setAt(suggestion.isPartial ? 0 : -1);
    input.current?.focus();
  };
  const remove = (token: Token): void => {
    onChange({ ...draft, tokens: draft.tokens.filter((one) => one !== token) });
    input.current?.focus();
  };
  const enter = (): void => {
    const whole = committed({ ...draft, text: `${draft.text} ` });
    if (whole.tokens.length > draft.tokens.length) onChange(whole);
    else toResults();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key, currentTarget } = event;
    const isAtStart = currentTarget.selectionStart === 0 && currentTarget.selectionEnd === 0;
    const last = draft.tokens.at(-1);
    if (key === 'ArrowDown' && suggestions.length > 0) setAt((at + 1) % suggestions.length);
    else if (key === 'ArrowUp' && suggestions.length > 0) setAt(Math.max(-1, at - 1));
    else if (key === 'ArrowDown') toResults();
    else if ((key === 'Enter' || key === 'Tab') && chosen) take(chosen);
    else if (key === 'Enter') enter();
    else if (key === 'Escape' && isOpen) open(false);
    else if (key === 'Escape' && draft.text !== '') type('');
    else if (key === 'Backspace' && isAtStart && last) remove(last);
    else if (key === 'ArrowLeft' && isAtStart) step(area.current, currentTarget, -1);
    else return;
    event.preventDefault();
  };
  return (
    <search
      className={css.wrap}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) open(false);
      }}
    >
      <div ref={area} className={css.field}>
        <IconSearch size={15} aria-hidden className={css.icon} />
        {draft.tokens.map((token) => (
          <Chip key={tokenText(token)} token={token} remove={() => remove(token)} area={area} />
        ))}
        <input
          ref={input}
          data-page-search
          role="combobox"
          aria-label="Search flags"
          aria-expanded={suggestions.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${list}-${suggestions.indexOf(chosen)}` : undefined}
          placeholder={draft.tokens.length > 0 ? '' : 'Search, or filter: tag: owner: kind: stale: env:'}
          autoComplete="off"
          spellCheck={false}
          value={draft.text}
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {draft.text !== '' || draft.tokens.length > 0 ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label="Clear search and filters"
            onClick={() => {
              onChange({ tokens: [], text: '' });
              input.current?.focus();
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        ) : null}
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label="Filters"
          aria-expanded={isOpen}
          onClick={() => {
            open(!isOpen);
            setAt(-1);
            input.current?.focus();
          }}
        >
          <IconAdjustmentsHorizontal size={15} />
        </ActionIcon>
      </div>
      <Suggestions id={list} items={suggestions} at={chosen ? suggestions.indexOf(chosen) : -1} take={take} />
    </search>
  );
}

function wordOf(text: string): string {
  return /\s$/.test(text) && !text.includes('"') ? '' : (piecesOf(text).at(-1) ?? '');
}

interface ChipProps {
  token: Token;
  remove: () => void;
  area: Ref<HTMLDivElement> & { current: HTMLDivElement | null };
}

function Chip({ token, remove, area }: ChipProps) {
  return (
    <button
      type="button"
      className={css.chip}
      aria-label={`Remove filter ${tokenText(token)}`}
      onClick={remove}
      onKeyDown={(event) => {
        if (event.key === 'Backspace' || event.key === 'Delete') remove();
        else if (event.key === 'ArrowLeft') step(area.current, event.currentTarget, -1);
        else if (event.key === 'ArrowRight') step(area.current, event.currentTarget, 1);
        else return;
        event.preventDefault();
      }}
    >
      <span className={css.chipField}>{token.field}:</span>
      {token.value}
      <IconX size={12} aria-hidden />
    </button>
  );
}

/** From chip to chip, and from the last to the input. */
function step(area: HTMLDivElement | null, from: HTMLElement, by: number): void {
  const stops = [...(area?.querySelectorAll<HTMLElement>(`.${css.chip}, input`) ?? [])];
  stops[stops.indexOf(from) + by]?.focus();
}

interface SuggestionsProps {
  id: string;
  items: readonly Suggestion[];
  at: number;
  take: (suggestion: Suggestion) => void;
}

function Suggestions({ id, items, at, take }: SuggestionsProps) {
  return (
    <Listbox id={id} aria-label="Suggestions" className={css.list} hidden={items.length === 0}>
      {items.map((item, index) => (
        <ListOption
          key={item.text}
          id={`${id}-${index}`}
          tabIndex={-1}
          aria-selected={index === at}
          className={css.option}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => take(item)}
        >
          <span className="sw-mono">{item.text}</span>
          <span className="sw-muted">{item.hint}</span>
        </ListOption>
      ))}
    </Listbox>
  );
}
