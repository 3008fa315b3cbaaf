import type { FlagConfig } from '@slipway/api';
import { useId, useRef, useState } from 'react';
import { Copy } from '../ui/copy.tsx';
import { jsonText } from '../ui/json-text.ts';
import { isSame } from './config-draft.ts';
import { pathText, shapeIssues } from './config-shape.ts';
import { isFlag } from './content-diff.ts';
import { readJson } from './json-places.ts';
import css from './json-view.module.css';

interface JsonViewProps {
  config: FlagConfig;
  onChange: (next: FlagConfig) => void;
  isReadOnly: boolean;
}

interface JsonProblem {
  line: number;
  message: string;
}

/** The config as JSON: edits arrive in the form as soon as they can be read, and the form’s here. */
export function JsonView({ config, onChange, isReadOnly }: JsonViewProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const gutter = useRef<HTMLDivElement>(null);
  const whole = jsonText(config);
  const read = typed === null ? null : readConfig(typed);
  // Somebody’s own spacing stays while it means the same as the form.
  const isKept = read !== null && (read.problems.length > 0 || isSame(read.config, config));
  const text = typed !== null && isKept ? typed : whole;
  const problems = typed !== null && isKept ? (read?.problems ?? []) : [];
  const type = (next: string): void => {
    setTyped(next);
    const { config: found } = readConfig(next);
    if (found) onChange(found);
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
        {problems.length > 0 ? <p className="sw-muted">The form shows the last that could be read.</p> : null}
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

function readConfig(text: string): { config: FlagConfig | null; problems: JsonProblem[] } {
  const read = readJson(text);
  if (read.kind === 'broken') return { config: null, problems: [read.problem] };
  const problems = shapeIssues(read.value).map(({ keys, message }) => ({
    line: read.lineOf(keys),
    message: keys.length === 0 ? message : `${pathText(keys)}: ${message}`,
  }));
  const isReadable = problems.length === 0 && isFlag(read.value);
  return { config: isReadable ? (read.value as FlagConfig) : null, problems };
}
