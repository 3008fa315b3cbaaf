import { DatabasesError } from '../databases/index.ts';
import { DatabaseUnavailable } from '../platform/db/index.ts';
import { RuntimeError } from '../runtimes/index.ts';
import { SourceError } from '../sources/index.ts';

export interface Failure {
  readonly step: string;
  readonly message: string;
  readonly remedy: string;
}

/** A step of a pass that did not work, in words for whoever waits for it. */
export class StepFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'StepFailed';
    this.failure = failure;
  }
}

/** Something newer is wanted, or another process acts: what was under way ends without a word. */
export class Superseded extends Error {
  constructor() {
    super('Something newer is wanted.');
    this.name = 'Superseded';
  }
}

/** What people read of an error in a step. */
export function failureOf(step: string, error: unknown): Failure {
  if (error instanceof StepFailed) return error.failure;
  if (error instanceof RuntimeError) return { step, message: error.message, remedy: error.remedy };
  if (error instanceof SourceError)
    return { step, message: error.message, remedy: 'Mend the repository or its credential, then try again.' };
  if (error instanceof DatabasesError || error instanceof DatabaseUnavailable)
    return { step, message: error.message, remedy: 'It is tried again by itself.' };
  const message = error instanceof Error ? error.message : String(error);
  return { step, message, remedy: 'Slipway’s own log says more. Try again, or redeploy.' };
}
