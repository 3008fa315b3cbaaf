import { ApiError, type ProblemCode } from '@slipway/api';

/** Whether what was asked for is not there; an address that cannot name anything names nothing that is. */
export function isMissing(error: unknown, ...codes: ProblemCode[]): boolean {
  return error instanceof ApiError && ['invalid-request', ...codes].includes(error.problem.code);
}
