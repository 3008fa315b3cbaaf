import type { Environment } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import type { Secrets } from '../platform/secrets/index.ts';
import { heldVariables, type Place } from './variable-store.ts';

export interface VariableScope {
  readonly projectId: number;
  /** Key of the registered service; null: what holds for every one. */
  readonly service: string | null;
  readonly kind: Environment['kind'];
  readonly environmentId: number | null;
}

export interface GivenVariables {
  readonly values: Readonly<Record<string, string>>;
  /** Names of those that are secret. */
  readonly secrets: readonly string[];
}

/**
 * The narrowest value of each name: project → service → kind → environment. What is given to the other use alone does
 * not count. Throws `SecretError`.
 */
export async function variablesFor(
  queries: Queries,
  secrets: Secrets,
  scope: VariableScope,
  use: 'build' | 'run',
): Promise<GivenVariables> {
  const rows = await heldVariables(queries, scope.projectId, scope, use);
  const narrowest = new Map(rows.map((row) => [row.name, row]));
  const values = [...narrowest].map(([name, row]): [string, string] => {
    const place = { serviceId: row.service_id, kind: row.kind, environmentId: row.environment_id };
    return [name, row.value ?? secrets.decrypt(sealedOf(row), contextOf(scope.projectId, place, name))];
  });
  return {
    values: Object.fromEntries(values),
    secrets: [...narrowest.values()].filter(({ secret }) => secret !== null).map(({ name }) => name),
  };
}

function sealedOf({ secret, name }: { secret: Buffer | null; name: string }): Buffer {
  if (!secret) throw new Error(`The variable ${name} has neither a value nor a secret.`);
  return secret;
}

/** Binds a secret to its place: the database cannot move it to another one. */
export function contextOf(
  projectId: number,
  { serviceId, kind, environmentId }: Place,
  name: string,
): string {
  return ['variable', projectId, serviceId ?? '', kind ?? '', environmentId ?? '', name].join(':');
}
