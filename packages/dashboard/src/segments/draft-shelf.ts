import { useSyncExternalStore } from 'react';
import { createSignal } from '../ui/signal.ts';
import { isSame, type SegmentDraft } from './segment-draft.ts';

const drafts = new Map<string, SegmentDraft>();
const { subscribe, tell } = createSignal();

/** Edits outlive leaving the page, not a reload: keys may be about people. An edit back to its base ends the draft. */
export function keepDraft(name: string, draft: SegmentDraft | null): void {
  if (draft === null || isSame(draft.mine, draft.base)) drafts.delete(name);
  else drafts.set(name, draft);
  tell();
}

export function useKeptDraft(name: string): SegmentDraft | null {
  return useSyncExternalStore(subscribe, () => drafts.get(name) ?? null);
}
