import { record } from '../changes/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import type { ProtectedChange } from '../rulesets/index.ts';
import { insertReview } from './review-store.ts';
import { endProposal, lockProposalsTouching, type TouchedEntry } from './store.ts';

/** Opens a review for each kill, and ends proposals that no longer fit: what they would replace has changed. */
export async function followProtectedChange(tx: Queries, change: ProtectedChange): Promise<void> {
  await openReviews(tx, change);
  const { project, author, effects, changes } = change;
  const touched = effects.flatMap(({ environment, entries }) =>
    entries.map(({ kind, key }) => ({ environment: environment.key, kind, key })),
  );
  const cause = changes.map(({ id }) => id).join(', ');
  for (const { id, entry } of await lockProposalsTouching(tx, project.id, touched))
    await endStale(tx, { projectId: project.id, id, author }, noteOf(entry, cause));
}

export interface Ending {
  projectId: number;
  id: number;
  author: Author;
}

/** Of a proposal that is locked and open. */
export async function endStale(tx: Queries, { projectId, id, author }: Ending, note: string): Promise<void> {
  await endProposal(tx, id, 'stale', note);
  await record(tx, {
    projectId,
    author,
    action: 'outdate',
    subject: 'proposal',
    key: String(id),
    before: { state: 'open' },
    after: { state: 'stale', note },
  });
}

async function openReviews(
  tx: Queries,
  { project, author, at, effects, changes }: ProtectedChange,
): Promise<void> {
  const guarded = new Set(effects.map(({ environment }) => environment.key));
  for (const { id, action, key, environmentKey } of changes)
    if (action === 'kill' && environmentKey && guarded.has(environmentKey))
      await insertReview(tx, {
        projectId: project.id,
        changeId: id,
        flag: key,
        environment: environmentKey,
        author,
        at,
      });
}

function noteOf({ kind, key, environment }: TouchedEntry, cause: string): string {
  return `Change ${cause} touched ${kind} "${key}" in "${environment}" since. Propose it again on what holds now.`;
}
