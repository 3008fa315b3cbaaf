import { ProblemError } from '@slipway/api';

/** Throws `precondition-failed` unless `ifMatch` names `etag` or is `*`. */
export function requireMatch(ifMatch: string | null, etag: string, what: string): void {
  if (ifMatch === null || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((given) => given.trim() === etag)) return;
  throw new ProblemError(
    'precondition-failed',
    `${what} has changed since you read it: it is at ${etag} now. Read it again and decide anew.`,
  );
}
