import type { BlueprintService } from '../blueprints/index.ts';
import type { BuildRequest, ServiceRequest } from '../runtimes/index.ts';
import { cloneOrCreate, migrate, type PreparedData } from './data.ts';
import { derivedToken } from './derived-token.ts';
import { StepFailed } from './failure.ts';
import { buildVariables, type Injected } from './given.ts';
import { codeOf, type Pass } from './pass.ts';
import { type BringUpDeps, limitsOf, noVariables, type Prepared, serviceVariables } from './prepared.ts';
import { nowInDatabase, sinceAsked } from './store.ts';

/** From a revision set to services that answer. Whatever an earlier pass has done is found done. */
export async function bringUp(deps: BringUpDeps, pass: Pass): Promise<void> {
  await pass.enter('preparing');
  const prepared = await pass.step({ name: 'prepare', log: 'prepare' }, async () => {
    await pass.say('prepare', revisionText(pass.row));
    return { value: await prepare(deps, pass) };
  });
  await pass.enter('building');
  const { artifacts, data } = await buildWithData(deps, pass, prepared);
  const url = data?.url ?? null;
  if (data && !data.isMigrated) await migrate(deps, pass, prepared, artifacts, data.url);
  await pass.write({
    state: 'starting',
    state_since: nowInDatabase,
    sleep: null,
    data_action: null,
    migrated_generation: pass.row.generation,
  });
  await pass.step({ name: 'start', log: 'start' }, async () => {
    await start(deps, pass, prepared, artifacts, url);
    return { value: undefined };
  });
  await pass.write({
    state: 'ready',
    state_since: nowInDatabase,
    failure: null,
    next_attempt_at: null,
    ready_ms: sinceAsked,
  });
}

export async function prepare(deps: BringUpDeps, { row, id }: Pick<Pass, 'row' | 'id'>): Promise<Prepared> {
  const { environment_id: environmentId } = row;
  if (environmentId === null) throw new Error('The environment is gone.');
  const { services: modelled } = row.model;
  const [services, published, addresses] = await Promise.all([
    deps.catalogue.services(row.project_id),
    deps.openGateway(),
    deps.runtime.addresses(
      id,
      modelled.map(({ name }) => name),
    ),
  ]);
  const token = derivedToken(deps.instanceKey, environmentId, row.token_generation);
  await deps.keepToken(environmentId, token);
  const injected: Injected = {
    environment: row.key,
    slug: row.slug,
    deliveryUrl: deps.deliveryUrl(),
    token,
    addresses,
    published,
    routed: modelled.flatMap(({ name, route }) => (route === null ? [] : [{ name, path: route.path }])),
  };
  return { injected, services, declared: await declaredOf(deps, row, environmentId) };
}

async function declaredOf(
  { catalogue }: BringUpDeps,
  { project_id: projectId, kind, model }: Pass['row'],
  environmentId: number,
): Promise<Prepared['declared']> {
  const entries = model.services.map(async ({ name, service }) => {
    const scope = { projectId, service, kind, environmentId };
    const [build, run] = await Promise.all([
      catalogue.variables(scope, 'build'),
      catalogue.variables(scope, 'run'),
    ]);
    return [name, { build, run }] as const;
  });
  return new Map(await Promise.all(entries));
}

interface Built {
  /** By the service’s name in the blueprint. */
  artifacts: ReadonlyMap<string, string>;
  data: PreparedData | null;
}

/** Data is made while code is built, unless that stops what still answers. */
async function buildWithData(deps: BringUpDeps, pass: Pass, prepared: Prepared): Promise<Built> {
  const { model, data_action: action } = pass.row;
  const makeData = (): Promise<PreparedData> => cloneOrCreate(deps, pass, prepared);
  const early = model.database && action === null ? makeData() : null;
  try {
    const artifacts = await buildAll(deps, pass, prepared);
    if (!model.database) return { artifacts, data: null };
    await pass.enter('migrating');
    return { artifacts, data: await (early ?? makeData()) };
  } finally {
    // Nothing of this pass goes on once it has failed.
    await early?.catch(() => undefined);
  }
}

async function buildAll(deps: BringUpDeps, pass: Pass, prepared: Prepared): Promise<Map<string, string>> {
  const builds = pass.row.model.services.map(
    async (service): Promise<[string, string]> => [service.name, await build(deps, pass, prepared, service)],
  );
  await Promise.allSettled(builds);
  return new Map(await Promise.all(builds));
}

async function build(
  deps: BringUpDeps,
  pass: Pass,
  prepared: Prepared,
  service: BlueprintService,
): Promise<string> {
  const log = `build-${service.name}`;
  return pass.step({ name: 'build', service: service.name, log }, async () => {
    const request = buildRequest(deps, pass, prepared, service);
    const { key, detail } = await deps.runtime.build(request, {
      write: () => undefined,
      signal: pass.signal,
    });
    return { value: key, detail };
  });
}

export function buildRequest(
  { source }: BringUpDeps,
  { row, id }: Pick<Pass, 'row' | 'id'>,
  { injected, services, declared }: Prepared,
  service: BlueprintService,
): BuildRequest {
  const { repository, folder, key } = codeOf(service, services, 'build');
  const revision = row.revisions.services.find((found) => found.service === key);
  if (!revision)
    throw new StepFailed({
      step: 'build',
      message: `No commit of "${key}" was chosen.`,
      remedy: 'Redeploy the environment.',
    });
  return {
    environment: id,
    service: service.name,
    content: revision.tree,
    checkOut: async (into, stop) =>
      source.checkOut(repository, { commit: revision.commit, folder, into }, stop),
    command: service.build,
    variables: buildVariables(service, injected, declared.get(service.name)?.build ?? noVariables),
    limits: limitsOf(service),
  };
}

async function start(
  { runtime }: BringUpDeps,
  pass: Pass,
  prepared: Prepared,
  artifacts: ReadonlyMap<string, string>,
  databaseUrl: string | null,
): Promise<void> {
  const { row, id, signal } = pass;
  const services = row.model.services.map((service) =>
    serviceRequest(row.model.database, service, prepared, artifacts, databaseUrl),
  );
  const request = { environment: id, generation: row.generation, services };
  await runtime.start(request, signal, (service, state) => {
    pass.say('start', `${service} ${state}\n`).catch(() => undefined);
  });
}

function serviceRequest(
  database: { service: string; variable: string } | null,
  service: BlueprintService,
  prepared: Prepared,
  artifacts: ReadonlyMap<string, string>,
  databaseUrl: string | null,
): ServiceRequest {
  const { name, run, health, after } = service;
  if (run === null)
    throw new StepFailed({
      step: 'start',
      message: `Service "${name}" says nothing to run.`,
      remedy: 'Give it a command, or x-slipway.process.run.',
    });
  return {
    name,
    artifact: artifacts.get(name) ?? '',
    command: run,
    variables: serviceVariables(database, service, prepared, databaseUrl),
    health,
    after,
    limits: limitsOf(service),
  };
}

function revisionText({ generation, revisions }: Pass['row']): string {
  const lines = revisions.services.map(
    ({ service, branch, commit, subject }) =>
      `${service}  ${branch ?? '–'}  ${commit.slice(0, 12)}  ${subject}`,
  );
  return [`Generation ${generation}`, ...lines, ''].join('\n');
}
