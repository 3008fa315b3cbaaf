import type { Flag } from '@slipway/api';
import type { ConditionSources } from './condition-editor.tsx';
import type { Issues } from './config-issues.ts';
import type { Editing } from './use-config-draft.ts';

/** What the rungs of a flag are made of. */
export interface LadderProps {
  project: string;
  flag: Flag;
  editing: Editing;
  issues: Issues;
  /** Evaluations that ended at each rung; null until they are known. */
  ends: { counts: ReadonlyMap<string, number>; total: number } | null;
  sources: ConditionSources;
  opened: ReadonlySet<string>;
  setOpened: (opened: ReadonlySet<string>) => void;
  isReadOnly: boolean;
  now: number;
}
