import { type EnvironmentDifference, ProblemError, type Revision } from '@slipway/api';
import { findEnvironment } from '../environments/index.ts';
import type { Queries } from '../platform/db/index.ts';
import type { CommitFacts } from '../sources/index.ts';
import { refuse } from './plan.ts';
import type { ServiceFacts } from './ports.ts';
import type { HostingDeps } from './service.ts';
import { findHostedOf, type HostedRow } from './store.ts';

const MOST_COMMITS = 50;
const AGE_MS = 10_000;

type Deps = Pick<HostingDeps, 'db' | 'source' | 'catalogue'>;

/** Commits against what the other one runs, or its default branches; flags and segments by effect. */
export async function differenceOf(deps: Deps, row: HostedRow, to: string): Promise<EnvironmentDifference> {
  const { kysely } = deps.db;
  const other = await findEnvironment(kysely, row.project_id, to);
  if (!other) throw new ProblemError('environment-not-found', `The project has no environment "${to}".`);
  const theirs = await findHostedOf(kysely, other.id);
  const services = await deps.catalogue.services(row.project_id);
  const compared = row.revisions.services.map((revision) =>
    compare(deps, revision, services, theirs?.revisions.services).catch(refuse),
  );
  const { flags, segments } = await effects(kysely, row.environment_id ?? 0, other.id);
  return {
    to,
    services: (await Promise.all(compared)).flat(),
    flags,
    segments,
    data: { seed: row.seed, otherSeed: theirs?.seed ?? null },
  };
}

async function compare(
  { source }: Deps,
  { service, commit }: Revision,
  services: readonly ServiceFacts[],
  theirs: readonly Revision[] | undefined,
): Promise<EnvironmentDifference['services']> {
  const facts = services.find(({ key }) => key === service);
  if (!facts) return [];
  const { repository, folder, defaultBranch } = facts;
  await source.fetch(repository, { maxAgeMs: AGE_MS });
  const run = theirs?.find((revision) => revision.service === service);
  const otherCommit =
    run?.commit ?? (await source.find(repository, { branch: defaultBranch }, folder)).commit;
  const at = { commit, other: otherCommit, folder, limit: MOST_COMMITS };
  const { ahead, aheadCount, behindCount } = await source.compare(repository, at);
  return [{ service, commit, otherCommit, ahead: ahead.map(commitOf), aheadCount, behindCount }];
}

function commitOf({ commit, subject, author, committedAt }: CommitFacts) {
  return { commit, subject, author, committedAt: committedAt.toISOString() };
}

/** Keys whose effective value is not the same in both. */
async function effects(
  queries: Queries,
  one: number,
  other: number,
): Promise<{ flags: string[]; segments: string[] }> {
  const [mine = new Map(), theirs = new Map()] = await Promise.all(
    [one, other].map((id) => entriesOf(queries, id)),
  );
  const keys = [...new Set([...mine.keys(), ...theirs.keys()])].filter(
    (key) => mine.get(key) !== theirs.get(key),
  );
  const of = (kind: string): string[] =>
    keys.flatMap((key) => (key.startsWith(`${kind}:`) ? [key.slice(kind.length + 1)] : [])).sort();
  return { flags: of('flag'), segments: of('segment') };
}

async function entriesOf(queries: Queries, environmentId: number): Promise<Map<string, string>> {
  const rows = await queries
    .selectFrom('ruleset_entries')
    .select(['kind', 'key', 'value'])
    .where('environment_id', '=', environmentId)
    .where('until_version', 'is', null)
    .execute();
  return new Map(
    rows.map(({ kind, key, value }) => [`${kind}:${key}`, JSON.stringify(withoutVersion(value))]),
  );
}

/** At which version it changed is no difference in what is served. */
function withoutVersion(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'version'));
}
