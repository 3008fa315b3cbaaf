import type { EnvironmentDatabases } from '../databases/index.ts';
import { hostedId } from '../runtimes/index.ts';
import { derivedToken } from './derived-token.ts';
import { masker } from './logs.ts';
import type { ServiceCatalogue } from './ports.ts';
import type { HostedRow } from './store.ts';

export interface SecretsDeps {
  databases: EnvironmentDatabases;
  catalogue: ServiceCatalogue;
  instanceKey: Buffer;
}

/** What takes an environment’s secrets out of text that its code has written. */
export type MaskFor = (row: HostedRow) => Promise<(text: string) => string>;

export function createMasks(deps: SecretsDeps): MaskFor {
  return async (row) => masker(await secretsOf(deps, row));
}

/** Everything secret that the environment was given. */
async function secretsOf(
  { catalogue, databases, instanceKey }: SecretsDeps,
  row: HostedRow,
): Promise<string[]> {
  const { project_id: projectId, kind, environment_id: environmentId } = row;
  const secrets: string[] = [];
  if (environmentId !== null) secrets.push(derivedToken(instanceKey, environmentId, row.token_generation));
  const url = row.model.database ? await databases.url(hostedId(row.id)) : null;
  if (url !== null) secrets.push(decodeURIComponent(new URL(url).password));
  for (const { service } of row.model.services)
    for (const use of ['build', 'run'] as const) {
      const given = await catalogue.variables({ projectId, service, kind, environmentId }, use);
      secrets.push(...given.secrets.map((name) => given.values[name] ?? ''));
    }
  return secrets;
}
