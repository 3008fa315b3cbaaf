import { record } from '../changes/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import type { MemberRow } from './member-store.ts';
import { environmentsOf, grantsOf } from './membership.ts';
import { findPermits } from './permit-store.ts';

/** What the audit keeps of a member: no name and no address, so that erasing a person leaves it true. */
export interface MemberContent {
  person: string;
  role: string;
  grants: unknown[];
  environments: string[];
}

export interface MemberChange {
  projectId: number;
  personId: number;
  author: Author;
  reason?: string | undefined;
  before: MemberContent | null;
  after: MemberContent | null;
  /** Default: what became of the membership. */
  action?: string | undefined;
}

export async function memberContent(
  tx: Queries,
  projectId: number,
  { id, role }: Pick<MemberRow, 'id' | 'role'>,
): Promise<MemberContent> {
  const permits = await findPermits(tx, projectId, { personId: id });
  return { person: String(id), role, grants: grantsOf(permits), environments: environmentsOf(permits) };
}

export async function recordMember(tx: Queries, change: MemberChange): Promise<void> {
  const { projectId, personId, author, reason, before, after } = change;
  const action = change.action ?? (before === null ? 'create' : after === null ? 'remove' : 'update');
  await record(tx, {
    projectId,
    author,
    action,
    subject: 'member',
    key: String(personId),
    before,
    after,
    reason,
  });
}
