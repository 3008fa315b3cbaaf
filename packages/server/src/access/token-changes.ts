import type { Grant, Token } from '@slipway/api';
import { record } from '../changes/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { grantsOf } from './membership.ts';
import { findPermits } from './permit-store.ts';
import type { TokenRow } from './store.ts';

interface Write {
  author: Author;
  reason?: string | undefined;
}

type Audited = Pick<
  Token,
  'id' | 'name' | 'scope' | 'role' | 'grants' | 'environment' | 'prefix' | 'expiresAt'
>;

export async function recordCreated(
  tx: Queries,
  projectId: number,
  token: Audited,
  { author, reason }: Write,
): Promise<void> {
  const after = contentOf(token);
  await record(tx, { ...changeOf(projectId, token, author), action: 'create', before: null, after, reason });
}

export async function recordRevoked(
  tx: Queries,
  projectId: number,
  row: TokenRow,
  { author, reason }: Write,
): Promise<void> {
  const token = auditedOf(row, grantsOf(await findPermits(tx, projectId, { tokenId: row.id })));
  const before = contentOf(token);
  await record(tx, { ...changeOf(projectId, token, author), action: 'revoke', before, after: null, reason });
}

function changeOf(projectId: number, token: Audited, author: Author) {
  return { projectId, author, subject: 'token', key: token.id, environmentKey: token.environment } as const;
}

/** What the audit keeps of a token: nothing that would let one use it. */
function contentOf({ name, scope, role, grants, environment, prefix, expiresAt }: Audited): Partial<Token> {
  const rights = role === null ? { scope } : { scope, role, grants };
  return { name, ...rights, environment, prefix, expiresAt };
}

function auditedOf(row: TokenRow, grants: Grant[]): Audited {
  const { name, scope, role, environmentKey: environment, prefix } = row;
  const expiresAt = row.expiresAt?.toISOString() ?? null;
  return { id: String(row.id), name, scope, role, grants, environment, prefix, expiresAt };
}
