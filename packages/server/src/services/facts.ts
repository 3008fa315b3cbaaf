import type { Queries } from '../platform/db/index.ts';
import type { Secrets } from '../platform/secrets/index.ts';
import type { Repository } from '../sources/index.ts';
import { repositoryOf } from './repositories.ts';
import { allServiceRows } from './store.ts';

/** A registered service, as running it needs it. */
export interface ServiceFacts {
  readonly key: string;
  readonly repository: Repository;
  readonly folder: string;
  readonly defaultBranch: string;
}

/** All services of a project, with their credentials. Throws `SecretError`. */
export async function findServices(
  queries: Queries,
  secrets: Secrets,
  projectId: number,
): Promise<ServiceFacts[]> {
  const rows = await allServiceRows(queries, projectId);
  return rows.map((row) => ({
    key: row.key,
    repository: repositoryOf(row, secrets),
    folder: row.folder,
    defaultBranch: row.default_branch,
  }));
}
