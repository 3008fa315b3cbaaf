import { hostedId, type Output } from '../runtimes/index.ts';
import { buildRequest, prepare } from './bring-up.ts';
import { type BringUpDeps, limitsOf, serviceVariables } from './prepared.ts';
import type { HostedRow } from './store.ts';

/** Runs a command with a service’s code, variables and database. The exit code. */
export async function runBeside(
  deps: BringUpDeps,
  row: HostedRow,
  name: string,
  command: readonly string[],
  output: Output,
): Promise<number> {
  const service = row.model.services.find((each) => each.name === name);
  if (!service) throw new Error(`There is no service "${name}".`);
  const place = { row, id: hostedId(row.id) };
  const prepared = await prepare(deps, place);
  const request = buildRequest(deps, place, prepared, service);
  const { key: artifact } = await deps.runtime.build(request, { ...output, write: () => undefined });
  const { database } = row.model;
  const url = database === null ? null : await deps.databases.url(place.id);
  const variables = serviceVariables(database, service, prepared, url);
  return deps.runtime.run(
    { environment: place.id, service: name, artifact, command, variables, limits: limitsOf(service) },
    output,
  );
}
