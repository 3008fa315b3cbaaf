import { Grant } from '@slipway/api';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { record } from '../changes/index.ts';
import type { Queries, Schema } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import type { Given } from './permits.ts';

type Invited = Pick<Selectable<Schema['invitations']>, 'id' | 'project_id' | 'role' | 'permits'>;

interface InvitationContent extends Pick<Given, 'role'> {
  grants: Grant[];
  environments: string[];
}

interface Happened {
  action: 'create' | 'withdraw' | 'accept';
  reason?: string | undefined;
  person?: string;
}

/** Ids and what is permitted, never the address: changes outlive whoever they are about. */
export async function recordInvitation(
  tx: Queries,
  row: Invited,
  author: Author,
  { action, reason, person }: Happened,
): Promise<void> {
  const content = givenBy(row);
  await record(tx, {
    projectId: row.project_id,
    author,
    action,
    subject: 'invitation',
    key: String(row.id),
    before: action === 'create' ? null : content,
    after: action === 'withdraw' ? null : { ...content, ...(person === undefined ? {} : { person }) },
    reason,
  });
}

const StoredPermits = z.object({ grants: z.array(Grant), environments: z.array(z.string()) });

/** What an invitation gives. */
export function givenBy({ role, permits }: Pick<Invited, 'role' | 'permits'>): InvitationContent {
  return { role, ...StoredPermits.parse(permits) };
}
