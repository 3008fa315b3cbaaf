import type { Environment, FlagOverview } from '@slipway/api';
import { createContext, useContext } from 'react';
import { basePath } from '../app/place.ts';
import type { Columns } from './flag-list-columns.ts';

/** What one asks for in a row. `anchor` is where its answer appears. */
export interface RowActions {
  open(key: string): void;
  /** Switches at once where that is safe, else asks beside the switch. */
  flip(row: FlagOverview, environment: Environment, anchor: HTMLElement): void;
  showMenu(row: FlagOverview, anchor: HTMLElement): void;
  point(key: string): void;
  /** Its page will probably be opened. */
  prefetch(key: string): void;
}

/** What all rows have in common. */
export interface ListContext {
  project: string;
  /** Those that have a column. */
  environments: readonly Environment[];
  columns: Columns;
  actions: RowActions;
  /** Proposal that waits, by `flag` or `flag:environment`. */
  waiting: ReadonlyMap<string, string>;
  /** Why one may not switch in an environment, by its key; null = one may. */
  refusals: ReadonlyMap<string, string | null>;
}

export const FlagListContext = createContext<ListContext | null>(null);

export function useFlagListContext(): ListContext {
  const context = useContext(FlagListContext);
  if (!context) throw new Error('There is no list of flags above.');
  return context;
}

export function flagAddress(project: string, flag: string): string {
  return `${basePath}/projects/${project}/flags/${encodeURIComponent(flag)}`;
}
