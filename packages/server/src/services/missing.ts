import { ProblemError } from '@slipway/api';

export function missingService(project: string, key: string): never {
  throw new ProblemError(
    'service-not-found',
    `Project "${project}" has no service "${key}". GET /api/v1/projects/${project}/services lists them.`,
  );
}
