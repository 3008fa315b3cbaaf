import type { FlagConfig } from '@slipway/api';
import { useSyncExternalStore } from 'react';
import { createSignal } from '../ui/signal.ts';
import { isSame } from './config-draft.ts';
import { isFlag } from './content-diff.ts';

/** Edits that are not saved, and what they build on. */
export interface Draft {
  base: FlagConfig;
  /** Of what it builds on, to be sent as If-Match. */
  etag: string;
  mine: FlagConfig;
  reason: string;
  /** JSON on its way to `mine` that cannot be read as it stands; null = there is none. */
  unread: string | null;
}

const drafts = new Map<string, Draft | null>();
const { subscribe, tell } = createSignal();

const nameOf = (name: string): string => `slipway:draft:${name}`;

/** Drafts outlive a reload; they end with the browser tab. */
export function draftNamed(name: string): Draft | null {
  const known = drafts.get(name);
  if (known !== undefined) return known;
  const stored = readStored(name);
  drafts.set(name, stored);
  return stored;
}

function readStored(name: string): Draft | null {
  try {
    return draftIn(JSON.parse(sessionStorage.getItem(nameOf(name)) ?? 'null'));
  } catch {
    return null;
  }
}

function draftIn(stored: unknown): Draft | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { base, etag, mine, reason, unread }: Partial<Record<keyof Draft, unknown>> = stored;
  const isWhole = isFlag(base) && isFlag(mine) && typeof etag === 'string' && typeof reason === 'string';
  if (!isWhole) return null;
  return { base, etag, mine, reason, unread: typeof unread === 'string' ? unread : null } as Draft;
}

/** Null or an edit back to what it builds on ends the draft, unless there is something yet to be read. */
export function keepDraft(name: string, draft: Draft | null): void {
  const kept = draft && (draft.unread !== null || !isSame(draft.mine, draft.base)) ? draft : null;
  drafts.set(name, kept);
  try {
    if (kept) sessionStorage.setItem(nameOf(name), JSON.stringify(kept));
    else sessionStorage.removeItem(nameOf(name));
  } catch {
    // Storage may be full or forbidden: then it lives as long as the page.
  }
  tell();
}

export function useDraft(name: string): Draft | null {
  return useSyncExternalStore(subscribe, () => draftNamed(name));
}
