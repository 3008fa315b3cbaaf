import { Button } from '@mantine/core';
import { useState } from 'react';
import { diffContents } from '../flags/content-diff.ts';
import { Words } from '../flags/words-view.tsx';
import { JsonDiff } from '../ui/json-diff.tsx';
import css from './content-differences.module.css';

interface ContentDifferencesProps {
  kind: 'flag' | 'segment';
  before: unknown;
  after: unknown;
  labels: readonly [before: string, after: string];
  /** What it is about, for screen readers. */
  subject: string;
}

/** What is different between two configs or contents: in sentences, and on demand as JSON. */
export function ContentDifferences({ kind, before, after, labels, subject }: ContentDifferencesProps) {
  const [isOpen, setOpen] = useState(false);
  const differences = diffContents(kind, before, after);
  const action = isOpen ? 'Hide JSON' : 'As JSON';
  return (
    <div>
      {differences.length === 0 ? (
        <p className="sw-muted">In effect the same.</p>
      ) : (
        <ul className={css.list}>
          {differences.map(({ rung, phrase }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rung may have several sentences.
            <li key={`${rung}-${index}`}>
              <Words of={phrase} />
            </li>
          ))}
        </ul>
      )}
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={isOpen}
        aria-label={`${action}: ${subject}`}
        className={css.toggle ?? ''}
        onClick={() => setOpen(!isOpen)}
      >
        {action}
      </Button>
      {isOpen ? <JsonDiff before={before} after={after} labels={labels} /> : null}
    </div>
  );
}
