import type { Grant } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import type { Author } from '../platform/http/index.ts';
import { memberContent, recordMember } from './member-changes.ts';
import { lockMember, setMember } from './member-store.ts';
import { environmentsOf, grantsOf } from './membership.ts';
import { findPermits } from './permit-store.ts';
import { type Given, readPermits } from './permits.ts';
import { greaterRole } from './ranks.ts';

/**
 * Gives somebody what an invitation says on top of what they may already: nothing is ever taken away. What adds
 * nothing changes nothing, so that a role which a group gave goes on following the group.
 */
export async function joinProject(
  tx: Queries,
  { projectId, personId }: { projectId: number; personId: number },
  given: Given,
  author: Author,
): Promise<void> {
  const member = await lockMember(tx, projectId, personId);
  const before = member ? await memberContent(tx, projectId, member) : null;
  const permits = await findPermits(tx, projectId, { personId });
  const held = member && {
    role: member.role,
    grants: grantsOf(permits),
    environments: environmentsOf(permits),
  };
  const wanted = held ? unionOf(held, given) : given;
  if (held && isCovered(wanted, held)) return;
  const rows = await readPermits(tx, projectId, wanted);
  await setMember(tx, projectId, personId, { role: wanted.role, permits: rows, provider: null });
  const after = await memberContent(tx, projectId, { id: personId, role: wanted.role });
  await recordMember(tx, { projectId, personId, author, before, after });
}

function unionOf(held: Given, given: Given): Given {
  const role = greaterRole(held.role, given.role);
  const fresh = given.grants.filter((grant) => !held.grants.some((other) => isSame(grant, other)));
  // Any other role sees every environment.
  const environments =
    role === 'stakeholder' ? [...new Set([...held.environments, ...given.environments])] : [];
  return { role, grants: [...held.grants, ...fresh], environments };
}

function isCovered(wanted: Given, held: Given): boolean {
  return (
    wanted.role === held.role &&
    wanted.grants.length === held.grants.length &&
    wanted.environments.length === held.environments.length
  );
}

function isSame(a: Grant, b: Grant): boolean {
  return a.permission === b.permission && a.environment === b.environment && a.segment === b.segment;
}
