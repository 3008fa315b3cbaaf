import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Empty } from '../ui/empty.tsx';
import { type Filter, filterText, wantsArchived } from './flag-filter.ts';
import css from './flag-list.module.css';

export function NoFlagYet({ action }: { action: ReactNode }) {
  return (
    <Empty action={action} command="slipway flag create new-checkout">
      A flag decides in your code who gets what: deploy it switched off, try it yourself, then show it to more
      and more people, and back in under a second.
    </Empty>
  );
}

interface NothingFoundProps {
  filter: Filter;
  /** More flags are being read. */
  isComing: boolean;
  clear: () => void;
}

export function NothingFound({ filter, isComing, clear }: NothingFoundProps) {
  const archived = wantsArchived(filter);
  if (isComing) return <Empty>Nothing so far; more flags are coming.</Empty>;
  return (
    <Empty
      action={
        <Button variant="default" onClick={clear}>
          Clear search and filters
        </Button>
      }
    >
      {archived ? 'No archived flag' : 'No flag'} fits <strong>{filterText(filter)}</strong>.
      {archived ? '' : ' Archived ones are under is:archived.'}
    </Empty>
  );
}

interface ListStatusProps {
  found: number;
  all: number | undefined;
  isComing: boolean;
  archived: boolean;
}

export function ListStatus({ found, all, isComing, archived }: ListStatusProps) {
  if (all === undefined) return <span role="status">Reading flags …</span>;
  const what = archived ? 'archived flag' : 'flag';
  const total = `${all.toLocaleString('en')} ${what}${all === 1 ? '' : 's'}${isComing ? ' so far' : ''}`;
  return <span role="status">{found === all ? total : `${found.toLocaleString('en')} of ${total}`}</span>;
}

const hints = [
  ['/', 'search'],
  ['j k', 'move'],
  ['↵', 'open'],
  ['s', 'switch'],
  ['c', 'create'],
] as const;

export function ListHints() {
  return (
    <p className={css.hints} aria-hidden>
      {hints.map(([keys, what]) => (
        <span key={keys}>
          <kbd>{keys}</kbd> {what}
        </span>
      ))}
    </p>
  );
}
