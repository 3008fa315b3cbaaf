import type { Flag } from '@slipway/api';
import { useState } from 'react';
import type { ConditionSources } from './condition-editor.tsx';
import { checkConfig } from './config-checks.ts';
import { isSame } from './config-draft.ts';
import type { Issues } from './config-issues.ts';
import { rungAt } from './rung-at.ts';
import type { Editing } from './use-config-draft.ts';
import type { Refusal } from './use-save-config.ts';

export interface Checks {
  issues: Issues;
  /** The first of them in one line; null = none. */
  problem: string | null;
  /** Looks for what stands in the way of saving, shows it from then on, and answers at which rungs it is. */
  find: () => string[];
}

/** What has to be corrected: told by the server for just this draft, or found here once one wants to save. */
export function useChecks(
  { config, draft }: Editing,
  flag: Flag,
  sources: ConditionSources,
  refusal: Refusal | null,
): Checks {
  const [isTried, setTried] = useState(false);
  const segmentKeys = sources.segments.length > 0 ? sources.segments.map(({ key }) => key) : null;
  const found = draft ? checkConfig(config, { flag, segmentKeys }) : [];
  const told = refusal && isSame(refusal.config, config) ? refusal : null;
  const issues = [...(isTried ? found : []), ...(told?.issues ?? [])];
  const [first] = issues;
  return {
    issues,
    problem: first ? `${rungAt(first.path).label}: ${first.message}` : (told?.detail ?? null),
    find: () => {
      setTried(found.length > 0);
      return found.map(({ path }) => rungAt(path, config).id);
    },
  };
}
