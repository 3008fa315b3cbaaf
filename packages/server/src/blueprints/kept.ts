import type { Queries } from '../platform/db/index.ts';
import type { Secrets } from '../platform/secrets/index.ts';
import {
  findServiceRow,
  fromRepository,
  missingService,
  repositoryOf,
  requireFile,
} from '../services/index.ts';
import type { Source } from '../sources/index.ts';
import type { ParsedBlueprint } from './model.ts';
import { parseBlueprint } from './parse.ts';
import { blueprintRefused } from './refusal.ts';

export interface KeptFile {
  project: string;
  projectId: number;
  service: string;
  path: string;
}

const FETCHED_WITHIN_MS = 10_000;

/**
 * Reads the file at the service's default branch, from the service's folder on. Throws `service-not-found`,
 * `repository-unavailable` or `blueprint-refused`.
 */
export async function requireKept(
  db: Queries,
  { source, secrets }: { source: Source; secrets: Secrets },
  { project, projectId, service, path }: KeptFile,
): Promise<ParsedBlueprint> {
  requireFile(path);
  const row = (await findServiceRow(db, projectId, service)) ?? missingService(project, service);
  const branch = row.default_branch;
  const text = await fromRepository(async () => {
    const repository = repositoryOf(row, secrets);
    await source.fetch(repository, { maxAgeMs: FETCHED_WITHIN_MS });
    const { commit } = await source.find(repository, { branch }, row.folder);
    return source.read(repository, commit, inFolder(row.folder, path));
  });
  if (text !== null) return requireRunnable(text, path);
  throw blueprintRefused([
    {
      file: path,
      line: 1,
      column: 1,
      path: '',
      message: `The branch "${branch}" of "${service}" has no file "${inFolder(row.folder, path)}".`,
      remedy: 'Commit it there (slipway init writes one), or give its path.',
    },
  ]);
}

/** Throws `blueprint-refused`. */
export function requireRunnable(text: string, path: string): ParsedBlueprint {
  const parsed = parseBlueprint(text, path);
  if (parsed.findings.length > 0) throw blueprintRefused(parsed.findings);
  return parsed;
}

function inFolder(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}
