import {
  type BlueprintSummary,
  ProblemError,
  type Revision,
  type RevisionSet,
  type RunDraft,
} from '@slipway/api';
import { type BlueprintModel, parseBlueprint } from '../blueprints/index.ts';
import { type Found, type Ref, type Source, SourceError } from '../sources/index.ts';
import { findGoldenData, type GoldenData } from './data.ts';
import type { BlueprintFacts, ServiceCatalogue, ServiceFacts } from './ports.ts';

export interface PlanDeps {
  source: Source;
  catalogue: ServiceCatalogue;
}

export interface PlanRequest {
  readonly projectId: number;
  readonly run: RunDraft;
  /** What the base runs, where Slipway runs it. */
  readonly base: RevisionSet | null;
  /** How old what is known of the repositories may be. */
  readonly maxAgeMs: number;
}

/** What an environment would run. */
export interface Planned {
  readonly blueprint: BlueprintFacts;
  readonly model: BlueprintModel;
  readonly summary: BlueprintSummary;
  readonly revisions: RevisionSet;
  readonly seed: string | null;
  readonly golden: GoldenData | null;
}

/** Finds every commit and reads the blueprint there. Runs nothing, writes nothing. */
export async function planRun(deps: PlanDeps, request: PlanRequest): Promise<Planned> {
  const { projectId, run } = request;
  const blueprint = await deps.catalogue.blueprint(projectId, run.blueprint);
  if (!blueprint)
    throw new ProblemError(
      'blueprint-not-found',
      `The project has no blueprint "${run.blueprint}". List them: slipway blueprint list.`,
    );
  const services = await deps.catalogue.services(projectId);
  const find = finder(deps, request, services);
  const { model, summary } = await readModel(deps, blueprint, services, find);
  const used = [...new Set(model.services.flatMap(({ service }) => (service === null ? [] : [service])))];
  requireUsed(run, used);
  const found = await Promise.all(used.map(find));
  requireSameBranch(run, found);
  const seed = seedOf(run, model);
  const golden = await findGoldenData(deps, { blueprintId: blueprint.id, model, seed, services }).catch(
    refuse,
  );
  const data = golden?.template.digest ?? null;
  return {
    blueprint,
    model,
    summary,
    seed,
    golden,
    revisions: { services: found, blueprint: model.digest, data },
  };
}

type Find = (service: string) => Promise<Revision>;

/** Each service is looked for once. */
function finder(deps: PlanDeps, request: PlanRequest, services: readonly ServiceFacts[]): Find {
  const found = new Map<string, Promise<Revision>>();
  return (key) => {
    const known = found.get(key) ?? findRevision(deps, request, services, key).catch(refuse);
    found.set(key, known);
    return known;
  };
}

async function findRevision(
  { source }: PlanDeps,
  { run, base, maxAgeMs }: PlanRequest,
  services: readonly ServiceFacts[],
  key: string,
): Promise<Revision> {
  const service = services.find((each) => each.key === key);
  if (!service)
    throw new ProblemError(
      'service-not-found',
      `The blueprint needs a service "${key}", which is not registered: slipway service create ${key} --repository …`,
    );
  const { repository, folder, defaultBranch } = service;
  await source.fetch(repository, { maxAgeMs });
  const at = async (because: Revision['because'], ref: Ref): Promise<Revision> =>
    revisionOf(key, because, ref, await source.find(repository, ref, folder));
  const asked = run.services[key];
  if (asked)
    return at('asked', asked).catch(async (error: unknown) => {
      // It may have been pushed a moment ago.
      if (!isMissing(error) || maxAgeMs === 0) throw error;
      await source.fetch(repository, { maxAgeMs: 0 });
      return at('asked', asked);
    });
  if (run.sameBranch !== undefined) {
    const same = await at('same-branch', { branch: run.sameBranch }).catch(unlessMissing);
    if (same) return same;
  }
  const inherited = base?.services.find((revision) => revision.service === key);
  if (inherited) return { ...(await at('base', { commit: inherited.commit })), branch: inherited.branch };
  return at('default', { branch: defaultBranch });
}

function isMissing(error: unknown): boolean {
  return error instanceof SourceError && error.code === 'ref-not-found';
}

function unlessMissing(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

function revisionOf(service: string, because: Revision['because'], ref: Ref, found: Found): Revision {
  const { commit, tree, subject, author, committedAt } = found;
  const branch = 'branch' in ref ? ref.branch : null;
  return { service, because, branch, commit, tree, subject, author, committedAt: committedAt.toISOString() };
}

async function readModel(
  { source }: PlanDeps,
  blueprint: BlueprintFacts,
  services: readonly ServiceFacts[],
  find: Find,
): Promise<{ model: BlueprintModel; summary: BlueprintSummary }> {
  const text = blueprint.content ?? (await readFromRepository(source, blueprint, services, find));
  const { model, summary, findings } = parseBlueprint(text, blueprint.path);
  if (model && summary) return { model, summary };
  throw new ProblemError(
    'blueprint-refused',
    `${blueprint.path} of blueprint "${blueprint.key}" cannot be run: ${findings[0]?.message ?? ''} ${findings[0]?.remedy ?? ''}`,
    findings.map((finding) => ({
      path: `${finding.file}:${finding.line}:${finding.column} ${finding.path}`,
      message: `${finding.message} ${finding.remedy}`,
    })),
  );
}

async function readFromRepository(
  source: Source,
  { key, path, service }: BlueprintFacts,
  services: readonly ServiceFacts[],
  find: Find,
): Promise<string> {
  const keeper = services.find((each) => each.key === service);
  if (!keeper)
    throw new ProblemError('service-not-found', `Blueprint "${key}" is kept in a service that is gone.`);
  const { commit } = await find(keeper.key);
  const file = keeper.folder === '' ? path : `${keeper.folder}/${path}`;
  const text = await source.read(keeper.repository, commit, file).catch(refuse);
  if (text !== null) return text;
  throw new ProblemError(
    'blueprint-refused',
    `${file} is not in the repository of "${keeper.key}" at ${commit.slice(0, 12)}. Add it there, or give blueprint "${key}" another path.`,
  );
}

function requireUsed(run: RunDraft, used: readonly string[]): void {
  const foreign = Object.keys(run.services).find((key) => !used.includes(key));
  if (foreign !== undefined)
    throw new ProblemError(
      'service-not-found',
      `Blueprint "${run.blueprint}" does not run "${foreign}". It runs ${used.join(', ')}.`,
    );
}

function requireSameBranch({ sameBranch }: RunDraft, found: readonly Revision[]): void {
  if (sameBranch === undefined || found.some(({ branch }) => branch === sameBranch)) return;
  throw new ProblemError(
    'ref-not-found',
    `No repository has a branch "${sameBranch}". Push it to one of them, or name branches per service.`,
  );
}

function seedOf({ seed }: RunDraft, { database }: BlueprintModel): string | null {
  const profiles = Object.keys(database?.seeds ?? {});
  if (seed === null) return profiles[0] ?? null;
  if (profiles.includes(seed)) return seed;
  throw new ProblemError(
    'invalid-request',
    `The blueprint has no seed profile "${seed}". It has ${profiles.join(', ') || 'none'}.`,
    [{ path: 'run.seed', message: `Choose one of: ${profiles.join(', ') || 'none'}.` }],
  );
}

const codes = {
  'ref-not-found': 'ref-not-found',
  'folder-not-found': 'ref-not-found',
  unavailable: 'repository-unavailable',
  'ref-refused': 'invalid-request',
  'path-refused': 'invalid-request',
  'url-refused': 'repository-unavailable',
} as const;

/** A source’s refusal as the API tells it. */
export function refuse(error: unknown): never {
  if (error instanceof SourceError) throw new ProblemError(codes[error.code], error.message);
  throw error;
}
