import { useId, useRef, useState } from 'react';
import { Copy } from '../ui/copy.tsx';
import { jsonText } from '../ui/json-text.ts';
import { isSame } from './config-draft.ts';
import css from './json-view.module.css';
import { readConfig } from './read-config.ts';
import type { Editing } from './use-config-draft.ts';

interface JsonViewProps {
  editing: Editing;
  isReadOnly: boolean;
}

/** The config as JSON: edits arrive in the form as soon as they can be read, and the form’s here. */
export function JsonView({ editing, isReadOnly }: JsonViewProps) {
  const { config, draft, edit, keepUnread } = editing;
  const [typed, setTyped] = useState('');
  const id = useId();
  const gutter = useRef<HTMLDivElement>(null);
  const unread = draft?.unread ?? null;
  // Somebody’s own spacing stays while it means the same as the form.
  const isKept = typed !== '' && isSame(readConfig(typed).config, config);
  const text = unread ?? (isKept ? typed : jsonText(config));
  const problems = unread === null ? [] : readConfig(unread).problems;
  const type = (next: string): void => {
    setTyped(next);
    const { config: found } = readConfig(next);
    if (found) edit(found);
    else keepUnread(next);
  };
  const lines = text.split('\n').length;
  return (
    <section className={css.view} aria-label="JSON">
      <header className={css.head}>
        <h3>JSON</h3>
        <Copy value={text} what="JSON" />
      </header>
      <div id={id} className={css.problems} role="status">
        {problems.slice(0, 4).map(({ line, message }) => (
          <p key={`${line}${message}`}>
            Line {line}: {message}
          </p>
        ))}
        {problems.length > 0 ? (
          <p className="sw-muted">The form shows the last that could be read, and waits.</p>
        ) : null}
      </div>
      <div className={css.editor}>
        <div className={css.gutter} ref={gutter} aria-hidden>
          {Array.from({ length: lines }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are their numbers.
            <span key={index} data-wrong={problems.some(({ line }) => line === index + 1) || undefined}>
              {index + 1}
            </span>
          ))}
        </div>
        <textarea
          className={css.text}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          readOnly={isReadOnly}
          spellCheck={false}
          wrap="off"
          aria-label="Config as JSON"
          aria-describedby={id}
          aria-invalid={problems.length > 0}
        />
      </div>
    </section>
  );
}
