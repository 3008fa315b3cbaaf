import { ProblemError } from '@slipway/api';
import { canonicalJson } from '@slipway/engine';
import type { Queries } from '../platform/db/index.ts';
import { type Author, requireMatch } from '../platform/http/index.ts';
import { type Chain, isChain } from './chain.ts';

/** What a mutation is about to replace. */
export interface Present {
  tx: Queries;
  etag: string;
  /** As the audit keeps it. */
  content: unknown;
}

/** Throws unless the mutation may replace what is there. */
export type Guard = (present: Present) => void | Promise<void>;

export function matchGuard(ifMatch: string | null, what: string): Guard {
  return ({ etag }) => requireMatch(ifMatch, etag, what);
}

/** A change that is to be taken back. */
export interface RevertedChange {
  id: number;
  projectId: Chain;
  subject: string;
  action: string;
  key: string;
  environmentKey: string | null;
  before: unknown;
  after: unknown;
}

export interface Revert {
  projectKey: string;
  change: RevertedChange;
  author: Author;
  reason: string | undefined;
}

/** Puts back what a change of one kind of subject replaced; answers the id of the change that this made. */
export type Reverter = (revert: Revert) => Promise<number>;

/** Throws `revert-conflict` unless what the change made is still there; `part` = what of the content counts. */
export function untouchedGuard(change: RevertedChange, part: (content: unknown) => unknown): Guard {
  return async ({ tx, content }) => {
    if (canonicalJson(part(content)) === canonicalJson(part(change.after))) return;
    throw new ProblemError('revert-conflict', await conflictText(tx, change));
  };
}

async function conflictText(tx: Queries, change: RevertedChange): Promise<string> {
  const later = await findLater(tx, change);
  const what = `What change ${change.id} made is no longer there`;
  if (!later) return `${what}. Read the present state and set what you want.`;
  const { id, action, at } = later;
  // Without a name: a proposal that goes stale keeps this text in the chain, which outlives whoever it would name.
  return `${what}: change ${id} ("${action}" at ${at.toISOString()}) came later. Revert that one first, or set what you want.`;
}

async function findLater(tx: Queries, { id, projectId, subject, key, environmentKey }: RevertedChange) {
  return tx
    .selectFrom('changes')
    .select(['id', 'action', 'at'])
    .where(isChain('project_id', projectId))
    .where('id', '>', id)
    .where('subject', '=', subject)
    .where('key', '=', key)
    .where('environment_key', 'is not distinct from', environmentKey)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
