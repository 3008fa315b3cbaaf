import { type ExplainRequest, type Explanation, ProblemError } from '@slipway/api';
import { compile, type RegexCompiler, type Ruleset } from '@slipway/engine';
import type { z } from 'zod';
import type { Queries } from '../platform/db/index.ts';
import {
  databaseNow,
  type EnvironmentEntries,
  environmentNotFound,
  findProjectId,
  loadEntries,
} from '../rulesets/index.ts';
import { findEnvironment } from './store.ts';

interface Where {
  project: string;
  environment: string;
}

/** What a context gets from a flag by the environment's present ruleset, and why. */
export async function explain(
  db: Queries,
  regex: RegexCompiler,
  { project, environment }: Where,
  { flag, context, at }: z.infer<typeof ExplainRequest>,
): Promise<Explanation> {
  const projectId = await findProjectId(db, project);
  const row = await findEnvironment(db, projectId, environment);
  if (!row) throw environmentNotFound(project, environment);
  await requireFlag(db, projectId, project, flag);
  const [loaded] = await loadEntries(db, [{ environmentId: row.id }]);
  if (!loaded) throw environmentNotFound(project, environment);
  const now = at === undefined ? await databaseNow(db) : new Date(at);
  const explained = compile(rulesetOf(loaded), { regex }).explain(flag, context, now.getTime());
  return { ...explained, environment, version: loaded.version, at: now.toISOString() };
}

async function requireFlag(db: Queries, projectId: number, project: string, key: string): Promise<void> {
  const flag = await db
    .selectFrom('flags')
    .select('id')
    .where('project_id', '=', projectId)
    .where('key', '=', key)
    .executeTakeFirst();
  if (!flag)
    throw new ProblemError(
      'flag-not-found',
      `Project "${project}" has no flag "${key}". GET /api/v1/projects/${project}/flags lists them.`,
    );
}

function rulesetOf({ projectKey, environmentKey, version, entries }: EnvironmentEntries): Ruleset {
  const flags = entries.flatMap((entry) =>
    entry.kind === 'flag' ? [[entry.key, { ...entry.value, version: entry.version }] as const] : [],
  );
  const segments = entries.flatMap((entry) =>
    entry.kind === 'segment' ? [[entry.key, entry.value] as const] : [],
  );
  return {
    format: 1,
    project: projectKey,
    environment: environmentKey,
    epoch: 0,
    version,
    digest: '',
    flags: Object.fromEntries(flags),
    segments: Object.fromEntries(segments),
  };
}
