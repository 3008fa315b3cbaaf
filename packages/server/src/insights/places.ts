import { ProblemError } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';

export interface EnvironmentPlace {
  project: string;
  environment: string;
}

export interface FlagPlace extends EnvironmentPlace {
  flag: string;
}

/** The environment’s id. Throws the problem that names what is missing. */
export async function findEnvironment(
  db: Queries,
  { project, environment }: EnvironmentPlace,
): Promise<number> {
  const found = await db
    .selectFrom('projects as p')
    .leftJoin('environments as e', (join) =>
      join.onRef('e.project_id', '=', 'p.id').on('e.key', '=', environment),
    )
    .where('p.key', '=', project)
    .select('e.id')
    .executeTakeFirst();
  if (!found) throw projectNotFound(project);
  return found.id ?? refuseEnvironment({ project, environment });
}

/** The environment’s id, where the project has the flag. Throws the problem that names what is missing. */
export async function findFlagPlace(db: Queries, place: FlagPlace): Promise<number> {
  const { project, environment, flag } = place;
  const found = await db
    .selectFrom('projects as p')
    .leftJoin('environments as e', (join) =>
      join.onRef('e.project_id', '=', 'p.id').on('e.key', '=', environment),
    )
    .leftJoin('flags as f', (join) => join.onRef('f.project_id', '=', 'p.id').on('f.key', '=', flag))
    .where('p.key', '=', project)
    .select(['e.id as environmentId', 'f.id as flagId'])
    .executeTakeFirst();
  if (!found) throw projectNotFound(project);
  if (found.flagId === null)
    throw new ProblemError(
      'flag-not-found',
      `Project "${project}" has no flag "${flag}". GET /api/v1/projects/${project}/flags lists them.`,
    );
  return found.environmentId ?? refuseEnvironment(place);
}

export function refuseEnvironment({ project, environment }: EnvironmentPlace): never {
  throw new ProblemError(
    'environment-not-found',
    `Project "${project}" has no environment "${environment}".`,
  );
}

function projectNotFound(project: string): ProblemError {
  return new ProblemError('project-not-found', `There is no project "${project}".`);
}
