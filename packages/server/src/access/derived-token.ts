import type { Queries } from '../platform/db/index.ts';
import { hashOf, prefixOf } from './secret.ts';
import { revokeById } from './store.ts';

/** Makes this the environment’s own token: whatever it had before ends. It goes with the environment. */
export async function keepDerivedToken(
  tx: Queries,
  { projectId, environmentId, secret }: { projectId: number; environmentId: number; secret: string },
): Promise<void> {
  const hash = hashOf(secret);
  const present = await tx
    .selectFrom('tokens')
    .select(['id', 'hash'])
    .where('environment_id', '=', environmentId)
    .where('is_derived', '=', true)
    .where('revoked_at', 'is', null)
    .execute();
  for (const token of present) if (!token.hash.equals(hash)) await revokeById(tx, token.id);
  if (present.some((token) => token.hash.equals(hash))) return;
  await tx
    .insertInto('tokens')
    .values({
      project_id: projectId,
      environment_id: environmentId,
      name: 'The environment’s own',
      scope: 'server',
      role: null,
      made_by: null,
      made_by_token: null,
      prefix: prefixOf(secret),
      hash,
      expires_at: null,
      is_derived: true,
    })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ revoked_at: null }))
    .execute();
}
