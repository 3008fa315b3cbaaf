import { type ExplainRequest, type Explanation, ProblemError } from '@slipway/api';
import { compile, type RegexCompiler, type Ruleset } from '@slipway/engine';
import type { z } from 'zod';
import type { Queries } from '../platform/db/index.ts';
import {
  databaseNow,
  type EnvironmentEntries,
  environmentNotFound,
  findProjectId,
  type HeldVersion,
  loadEntriesAt,
  versionAt,
} from '../rulesets/index.ts';
import { findEnvironment } from './store.ts';

interface Where {
  project: string;
  environment: string;
}

export interface ExplainDeps {
  db: Queries;
  regex: RegexCompiler;
  historyDays: number;
}

/**
 * What a context gets from a flag at an instant, and why: in the past by the ruleset that held then, in the future by
 * the present one and what it has planned.
 */
export async function explain(
  { db, regex, historyDays }: ExplainDeps,
  { project, environment }: Where,
  { flag, context, at }: z.infer<typeof ExplainRequest>,
): Promise<Explanation> {
  const projectId = await findProjectId(db, project);
  const row = await findEnvironment(db, projectId, environment);
  if (!row) throw environmentNotFound(project, environment);
  await requireFlag(db, projectId, project, flag);
  const now = at === undefined ? await databaseNow(db) : new Date(at);
  const held = await versionAt(db, row.id, now, historyDays);
  if (held) requireKept(held, now, environment, historyDays);
  const loaded = held && (await loadEntriesAt(db, row.id, held.version));
  if (!loaded) throw environmentNotFound(project, environment);
  const explained = compile(rulesetOf(loaded), { regex }).explain(flag, context, now.getTime());
  return { ...explained, environment, version: loaded.version, at: now.toISOString() };
}

function requireKept({ createdAt, keptFrom }: HeldVersion, at: Date, key: string, days: number): void {
  if (at >= keptFrom) return;
  const since = keptFrom.toISOString();
  throw new ProblemError(
    'history-not-kept',
    createdAt >= keptFrom
      ? `There is an environment "${key}" since ${since}. Ask for that instant or a later one.`
      : `What held is kept for ${days} days. Ask for ${since} or a later instant.`,
  );
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
