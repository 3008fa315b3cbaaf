import { ProblemError } from '@slipway/api';
import type { Revert } from '../changes/index.ts';
import type { Mutated, MutationRequest } from './mutation.ts';

/** The mutation that takes a change back, all but its scope. */
export function revertRequest({
  projectKey,
  author,
  reason,
  change,
}: Revert): Omit<MutationRequest, 'scope'> {
  return { projectKey, author, reason, revertOf: change.id };
}

/** The id of the one change that a revert made. */
export function madeChange({ changeIds: [id] }: Mutated<unknown>): number {
  if (id !== undefined) return id;
  throw new ProblemError(
    'revert-conflict',
    'What this change replaced is what holds now: there is nothing to put back.',
  );
}
