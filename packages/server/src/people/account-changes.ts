import { record } from '../changes/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';

export interface AccountChange {
  author: Author;
  action: 'set-up' | 'create' | 'link' | 'update' | 'change-password' | 'reset-password' | 'erase';
  personId: number;
  before?: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  reason?: string | undefined;
}

/**
 * What happened to somebody's account, which belongs to no project. Ids and facts, never a name or an address: changes
 * outlive whoever they are about. The last change that its transaction records.
 */
export async function recordAccount(tx: Queries, change: AccountChange): Promise<void> {
  const { personId, author, action, before = null, after, reason } = change;
  const person = String(personId);
  const contentOf = (facts: Readonly<Record<string, unknown>> | null) => facts && { person, ...facts };
  await record(tx, {
    projectId: null,
    author,
    action,
    subject: 'person',
    key: person,
    before: contentOf(before),
    after: contentOf(after),
    reason,
  });
}
