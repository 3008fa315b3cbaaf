import { UnstyledButton } from '@mantine/core';
import type { Change } from '@slipway/api';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { Difference } from '../flags/config-diff.ts';
import { Words } from '../flags/words-view.tsx';
import { JsonDiff } from '../ui/json-diff.tsx';
import css from './change-diff.module.css';
import { differencesOf } from './change-differences.ts';

interface ChangeDiffProps {
  change: Pick<Change, 'subject' | 'before' | 'after'>;
  /** Where it matters more than that it changed. */
  empty?: string;
}

/** Before and after as sentences; as JSON on demand. */
export function ChangeDiff({ change, empty = 'Nothing that one can see.' }: ChangeDiffProps) {
  const differences = differencesOf(change);
  const { before, after } = change;
  return (
    <div>
      {differences.length === 0 ? <p className={css.empty}>{empty}</p> : <Differences of={differences} />}
      <JsonToggle before={before} after={after} />
    </div>
  );
}

/** Each difference a sentence. */
export function Differences({ of }: { of: readonly Difference[] }) {
  return (
    <ul className={css.list}>
      {of.map(({ rung, phrase }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rung may differ in several ways.
        <li key={`${rung}-${index}`}>
          <Words of={phrase} />
        </li>
      ))}
    </ul>
  );
}

/** The same as JSON, for those who want every detail. */
export function JsonToggle({ before, after }: { before: unknown; after: unknown }) {
  const [isOpen, setOpen] = useState(false);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <UnstyledButton className={css.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Chevron size={13} aria-hidden /> JSON
      </UnstyledButton>
      {isOpen ? <JsonDiff before={before} after={after} /> : null}
    </>
  );
}
