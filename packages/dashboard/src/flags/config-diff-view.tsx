import { Button } from '@mantine/core';
import { useState } from 'react';
import { JsonDiff } from '../ui/json-diff.tsx';
import type { Difference } from './config-diff.ts';
import css from './config-diff-view.module.css';
import { diffContents } from './content-diff.ts';
import { Words } from './words-view.tsx';

interface ContentDiffProps {
  kind: 'flag' | 'segment';
  before: unknown;
  after: unknown;
  colours?: ReadonlyMap<string, string>;
  labels?: readonly [before: string, after: string];
}

/** What changes, in sentences, with the JSON behind a button. */
export function ContentDiff({ kind, before, after, colours, labels }: ContentDiffProps) {
  const [isJsonShown, showJson] = useState(false);
  const differences = diffContents(kind, before, after);
  return (
    <div className={css.diff}>
      <DifferenceList differences={differences} {...(colours ? { colours } : {})} />
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={isJsonShown}
        onClick={() => showJson(!isJsonShown)}
        className={css.toggle}
      >
        {isJsonShown ? 'Hide JSON' : 'Show as JSON'}
      </Button>
      {isJsonShown ? <JsonDiff before={before} after={after} {...(labels ? { labels } : {})} /> : null}
    </div>
  );
}

interface DifferenceListProps {
  differences: readonly Difference[];
  colours?: ReadonlyMap<string, string>;
}

export function DifferenceList({ differences, colours }: DifferenceListProps) {
  if (differences.length === 0) return <p className={css.none}>Nothing changes for anybody.</p>;
  return (
    <ul className={css.list}>
      {differences.map(({ rung, phrase }) => (
        <li key={`${rung}${phrase.text}`}>
          <Words of={phrase} colours={colours} />
        </li>
      ))}
    </ul>
  );
}
