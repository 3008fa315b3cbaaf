import { type FlagConfig, type FlagState, getFlagState, type Reply } from '@slipway/api';
import { useEffect } from 'react';
import { useRead } from '../app/api.ts';
import { isSame } from './config-draft.ts';
import { type Draft, keepDraft, useDraft } from './draft-store.ts';

export interface Place {
  project: string;
  flag: string;
  environment: string;
}

/** A config that one may be editing. */
export interface Editing {
  /** As it is on the server. */
  state: FlagState;
  etag: string;
  /** What the form shows: the draft’s, else the server’s. */
  config: FlagConfig;
  draft: Draft | null;
  /** What edits are measured against: what they build on. */
  base: FlagConfig;
  /** What somebody else has made of it since the draft began; null = nothing. */
  theirs: FlagConfig | null;
  edit: (next: FlagConfig) => void;
  /** Keeps JSON that cannot be read until it can, or is discarded. */
  keepUnread: (text: string) => void;
  setReason: (reason: string) => void;
  discard: () => void;
  /** Goes on with `mine` on top of what is on the server now. */
  rebase: (mine: FlagConfig) => void;
}

export function useConfigDraft(place: Place) {
  const read = useRead(getFlagState, { params: { ...place } });
  const name = `${place.project}/${place.flag}/${place.environment}`;
  const draft = useDraft(name);
  const { data } = read;
  useEffect(() => {
    if (data && draft) followServer(name, draft, data);
  }, [name, data, draft]);
  return { ...read, editing: data ? editingOf(name, data, draft) : undefined };
}

/** A new ETag without another config, such as by a kill, is no conflict; nor is another’s edit to just this. */
function followServer(name: string, draft: Draft, { body: { config }, etag }: Reply<FlagState>): void {
  if (draft.unread === null && isSame(config, draft.mine)) keepDraft(name, null);
  else if (etag !== null && etag !== draft.etag && isSame(config, draft.base))
    keepDraft(name, { ...draft, etag });
}

function editingOf(name: string, { body: state, etag }: Reply<FlagState>, draft: Draft | null): Editing {
  const begin = (): Draft =>
    draft ?? { base: state.config, etag: etag ?? '', mine: state.config, reason: '', unread: null };
  return {
    state,
    etag: etag ?? '',
    config: draft?.mine ?? state.config,
    draft,
    base: draft?.base ?? state.config,
    theirs: draft && !isSame(draft.base, state.config) ? state.config : null,
    edit: (mine) => keepDraft(name, { ...begin(), mine, unread: null }),
    keepUnread: (unread) => keepDraft(name, { ...begin(), unread }),
    setReason: (reason) => draft && keepDraft(name, { ...draft, reason }),
    discard: () => keepDraft(name, null),
    rebase: (mine) =>
      keepDraft(name, {
        base: state.config,
        etag: etag ?? '',
        mine,
        reason: draft?.reason ?? '',
        unread: null,
      }),
  };
}
