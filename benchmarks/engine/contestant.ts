import type { Column } from './workload.ts';

/** Whether the flag of this column is on for the user with this index. */
export type Evaluate = (userIndex: number) => boolean;
export type EvaluateLater = (userIndex: number) => Promise<boolean>;

/** One engine, set up with the workload, called as its users call it. */
export type Contestant =
  | { isAsync: false; evaluate: Record<Column, Evaluate> }
  | { isAsync: true; evaluate: Record<Column, EvaluateLater> };
