import type { Grant, Role } from '@slipway/api';
import { ProblemError } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import { invalidRequest } from '../platform/http/index.ts';
import { SEEING } from './membership.ts';
import type { PermitRow } from './permit-store.ts';
import { limits } from './scopes.ts';
import { findEnvironment, findSegment } from './store.ts';

/** What is given to somebody, as it was written. */
export interface Given {
  role: Role;
  grants: readonly Grant[];
  /** What a stakeholder may see. */
  environments: readonly string[];
}

/** Throws `invalid-request` for what would never count, so that nobody believes it was given. */
function requireSense({ role, grants, environments }: Given): void {
  const errors = grants.flatMap(({ permission, ...where }, index) =>
    (['environment', 'segment'] as const)
      .filter((kind) => where[kind] !== undefined && !limits[permission]?.includes(kind))
      .map((kind) => ({
        path: `grants[${index}].${kind}`,
        message: `${permission} cannot be limited to ${kind === 'environment' ? 'an environment' : 'a segment'}: leave it out.`,
      })),
  );
  if (role !== 'stakeholder' && environments.length > 0)
    errors.push({
      path: 'environments',
      message: `A ${role} sees every environment: only a stakeholder is invited to some.`,
    });
  if (errors.length > 0) throw invalidRequest(errors);
}

/** As rows to be stored. Throws `invalid-request` and `environment-not-found`. */
export async function readPermits(tx: Queries, projectId: number, given: Given): Promise<PermitRow[]> {
  requireSense(given);
  const rows: PermitRow[] = [];
  for (const environment of new Set(given.environments))
    rows.push({
      permission: SEEING,
      environmentId: await environmentId(tx, projectId, environment),
      segmentId: null,
    });
  for (const { permission, environment, segment } of given.grants)
    rows.push({
      permission,
      environmentId: environment === undefined ? null : await environmentId(tx, projectId, environment),
      segmentId: segment === undefined ? null : await segmentId(tx, projectId, segment),
    });
  return rows;
}

async function environmentId(tx: Queries, projectId: number, key: string): Promise<number> {
  const id = await findEnvironment(tx, projectId, key);
  if (id === undefined)
    throw new ProblemError('environment-not-found', `The project has no environment "${key}".`);
  return id;
}

async function segmentId(tx: Queries, projectId: number, key: string): Promise<number> {
  const id = await findSegment(tx, projectId, key);
  if (id === undefined)
    throw invalidRequest([{ path: 'grants', message: `The project has no segment "${key}".` }]);
  return id;
}
