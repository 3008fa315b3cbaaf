import { type Environment, type Flag, getFlagState, putFlagConfig } from '@slipway/api';
import { useState } from 'react';
import { keyOf, queryClient } from '../app/api.ts';
import { useSubmit } from '../app/submit.tsx';
import type { Issue } from './config-issues.ts';
import type { Editing } from './use-config-draft.ts';
import { keepState } from './use-flag-here.ts';

export interface Refusal {
  /** What it was about: another edit may have corrected it. */
  config: unknown;
  detail: string;
  issues: Issue[];
}

/** Refusals that are shown at the rung concerned. */
const own = ['invalid-request', 'unknown-reference', 'prerequisite-cycle'];

type Saved = 'saved' | 'conflict' | 'not-saved';

export interface Saving {
  save: (editing: Editing) => Promise<Saved>;
  isSending: boolean;
  refusal: Refusal | null;
}

/** Saves or proposes the draft. */
export function useSaveConfig(project: string, flag: Flag, environment: Environment): Saving {
  const submit = useSubmit();
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const params = { project, flag: flag.key, environment: environment.key };
  const save = async ({ draft, discard }: Editing): Promise<Saved> => {
    if (!draft || draft.unread !== null) return 'not-saved';
    setSending(true);
    const reason = draft.reason.trim();
    const body = { ...draft.mine, ...(reason === '' ? {} : { reason }) };
    const what = `Change who gets ${flag.key} in ${environment.name}`;
    const options = { what, own, isReasoned: environment.isProtected };
    const outcome = await submit(putFlagConfig, { params, ifMatch: draft.etag, body }, options);
    setSending(false);
    setRefusal(null);
    if (outcome.kind === 'done') keepState(project, outcome.reply);
    if (outcome.kind === 'done' || outcome.kind === 'proposed') {
      discard();
      return 'saved';
    }
    if (outcome.kind === 'refused' && own.includes(outcome.problem.code))
      setRefusal({
        config: draft.mine,
        detail: outcome.problem.detail,
        issues: outcome.problem.errors ?? [],
      });
    if (outcome.kind !== 'conflict') return 'not-saved';
    await queryClient.invalidateQueries({ queryKey: keyOf(getFlagState, { params }) });
    return 'conflict';
  };
  return { save, isSending, refusal };
}
