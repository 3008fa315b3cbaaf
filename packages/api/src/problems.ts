/** Every refusal the API knows: code → HTTP status and title (RFC 9457). */
export const problems = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'invalid-request': { status: 400, title: 'The request does not fit its schema' },
  'unknown-reference': { status: 400, title: 'The request names something that does not exist' },
  unauthenticated: { status: 401, title: 'No valid credential' },
  'wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'sign-in-refused': { status: 403, title: 'The provider’s answer was refused' },
  'origin-refused': { status: 403, title: 'The request comes from another site' },
  'host-refused': { status: 421, title: 'This is not the address of this Slipway' },
  'own-proposal': { status: 403, title: 'Somebody else has to approve' },
  'own-review': { status: 403, title: 'Somebody else has to look' },
  'not-your-proposal': { status: 403, title: 'The proposal is somebody else’s' },
  forbidden: { status: 403, title: 'Not permitted' },
  'route-not-found': { status: 404, title: 'No such route' },
  'project-not-found': { status: 404, title: 'No such project' },
  'history-not-kept': { status: 410, title: 'History does not reach back so far' },
  'environment-not-found': { status: 404, title: 'No such environment' },
  'flag-not-found': { status: 404, title: 'No such flag' },
  'segment-not-found': { status: 404, title: 'No such segment' },
  'override-not-found': { status: 404, title: 'No override here' },
  'token-not-found': { status: 404, title: 'No such token' },
  'change-not-found': { status: 404, title: 'No such change' },
  'method-not-allowed': { status: 405, title: 'The route has no such method' },
  'person-not-found': { status: 404, title: 'No such person' },
  'session-not-found': { status: 404, title: 'No such session' },
  'invitation-not-found': { status: 404, title: 'No such invitation' },
  'provider-not-found': { status: 404, title: 'No such sign-in provider' },
  'proposal-not-found': { status: 404, title: 'No such proposal' },
  'service-not-found': { status: 404, title: 'No such service' },
  'blueprint-not-found': { status: 404, title: 'No such blueprint' },
  'variable-not-found': { status: 404, title: 'No such variable' },
  'ref-not-found': { status: 404, title: 'The repository has no such branch or commit' },
  'snapshot-not-found': { status: 404, title: 'No such snapshot' },
  'log-not-found': { status: 404, title: 'No such log' },
  'link-not-found': { status: 404, title: 'No such link' },
  'review-not-found': { status: 404, title: 'No such review' },
  'project-key-taken': { status: 409, title: 'Project key already used' },
  'environment-key-taken': { status: 409, title: 'Environment key already used' },
  'flag-key-taken': { status: 409, title: 'Flag key already used' },
  'segment-key-taken': { status: 409, title: 'Segment key already used' },
  'service-key-taken': { status: 409, title: 'Service key already used' },
  'service-in-use': { status: 409, title: 'A blueprint is kept in this service' },
  'blueprint-key-taken': { status: 409, title: 'Blueprint key already used' },
  'blueprint-in-use': { status: 409, title: 'Environments run this blueprint' },
  'snapshot-name-taken': { status: 409, title: 'Snapshot name already used' },
  'not-hosted': { status: 409, title: 'Slipway does not run this environment' },
  'environment-destroyed': { status: 409, title: 'The environment is being destroyed' },
  'environment-kept': { status: 409, title: 'The environment is kept' },
  'no-database': { status: 409, title: 'The environment has no database' },
  'not-possible-now': { status: 409, title: 'Not possible in this state' },
  'quota-reached': { status: 409, title: 'There is no room for another environment' },
  'environment-in-use': { status: 409, title: 'Other environments are based on this one' },
  'base-refused': { status: 409, title: 'This base is not possible' },
  'flag-in-use': { status: 409, title: 'Other flags depend on this one' },
  'flag-archived': { status: 409, title: 'The flag is archived' },
  'segment-in-use': { status: 409, title: 'The segment is used' },
  'segment-reserved': { status: 409, title: 'This segment always exists' },
  'schedule-pending': { status: 409, title: 'The flag has future schedule entries' },
  'not-killed': { status: 409, title: 'The flag is not killed here' },
  'kill-inherited': { status: 409, title: 'The kill comes from the base environment' },
  'not-revertible': { status: 409, title: 'This change cannot be reverted' },
  'revert-conflict': { status: 409, title: 'Later changes touch the same content' },
  'approval-required': { status: 409, title: 'A protected environment needs an approval' },
  'nothing-to-propose': { status: 409, title: 'Nothing here needs an approval' },
  'proposal-ended': { status: 409, title: 'The proposal has ended' },
  'proposal-stale': { status: 409, title: 'The proposal no longer fits' },
  'already-set-up': { status: 409, title: 'The installation has its owner' },
  'last-owner': { status: 409, title: 'Somebody has to own the installation' },
  'not-a-person': { status: 409, title: 'A token is no person' },
  'link-expired': { status: 410, title: 'The link has expired or was used' },
  'precondition-failed': { status: 412, title: 'The resource has changed since you read it' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Send application/json' },
  'repository-refused': { status: 422, title: 'The repository’s address is not allowed' },
  'blueprint-refused': { status: 422, title: 'The blueprint cannot be run' },
  'prerequisite-cycle': { status: 422, title: 'Prerequisites form a cycle' },
  'segment-cycle': { status: 422, title: 'Segments form a cycle' },
  'precondition-required': { status: 428, title: 'If-Match is required' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Slipway failed' },
  'provider-unavailable': { status: 502, title: 'The sign-in provider does not answer' },
  'repository-unavailable': { status: 502, title: 'The repository does not answer' },
  'node-unreachable': { status: 503, title: 'The node that runs the environment does not answer' },
  'database-unavailable': { status: 503, title: 'The database does not answer' },
  busy: { status: 503, title: 'Somebody else holds this for longer than we wait' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** The body of every refusal, `application/problem+json`. `detail` says what happened and what to do next. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  /** Where the request is wrong, as JSON paths such as `rules[0].serve.split`. */
  errors?: { path: string; message: string }[];
  instance?: string;
}

/** Thrown by services for a refusal; one handler turns it into a `Problem`. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: Problem['errors'];

  constructor(code: ProblemCode, detail: string, errors?: Problem['errors']) {
    super(detail);
    this.name = 'ProblemError';
    this.code = code;
    this.errors = errors;
  }
}
