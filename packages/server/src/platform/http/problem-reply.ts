import { type Problem, type ProblemCode, ProblemError, problems } from '@slipway/api';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseUnavailable, isUnavailable } from '../db/index.ts';
import { isDeclared, UndeclaredAnswerError } from './declared.ts';
import { TooManyRequests } from './limits.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The one place that answers a refusal or failure. What it does not know is logged, never shown. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error, request);
  if (!isAllowed(refusal.code, request)) return answerUndeclared(refusal, request, reply);
  if (refusal.code === 'internal') request.log.error({ err: error }, 'a request failed');
  return writeProblem(refusal, request, reply);
}

/** The document of a refusal. */
export function problemOf(refusal: ProblemError, requestId?: string): Problem {
  const { status, title } = problems[refusal.code];
  return {
    type: `/reference#problem-${refusal.code}`,
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    ...(refusal.errors ? { errors: refusal.errors } : {}),
    ...(requestId ? { instance: `urn:uuid:${requestId}` } : {}),
  };
}

function writeProblem(refusal: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(refusal, request.id);
  request.refusal = refusal.code;
  // Closing while the client still sends would reset the connection, and it would never read why. Node discards the rest.
  if (refusal.code === 'body-too-large') reply.removeHeader('connection');
  if (problem.status === 503) reply.header('retry-after', '1');
  if (problem.status === 429) reply.header('retry-after', String(retryAfterOf(refusal)));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="slipway"');
  return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

const DEFAULT_RETRY_SECONDS = 60;

function retryAfterOf(refusal: ProblemError): number {
  return refusal instanceof TooManyRequests ? refusal.retryAfterSeconds : DEFAULT_RETRY_SECONDS;
}

function isAllowed(code: ProblemCode, request: FastifyRequest): boolean {
  const endpoint = request.routeOptions.config.endpoint;
  return !endpoint || isDeclared(endpoint, code);
}

function answerUndeclared(refusal: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const id = request.routeOptions.config.endpoint?.id ?? request.url;
  const undeclared = new UndeclaredAnswerError(`Endpoint ${id} does not declare problem "${refusal.code}".`);
  request.log.error({ err: undeclared }, 'an answer is not in the contract');
  const answer = request.server.isStrict ? new ProblemError('internal', undeclared.message) : refusal;
  return writeProblem(answer, request, reply);
}

/** What Fastify refuses itself, by its code. */
const frameworkRefusals: Readonly<Record<string, { code: ProblemCode; detail: string }>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported-media-type',
    detail: 'This route reads JSON only. Send the header "Content-Type: application/json".',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'invalid-request',
    detail: 'The body is not as long as Content-Length says.',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    code: 'invalid-request',
    detail: 'A part of the path is longer than any key or id is.',
  },
  FST_ERR_BAD_URL: { code: 'invalid-request', detail: 'The path is not a valid URL path.' },
};

const TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE';
const LOCK_NOT_AVAILABLE = '55P03';
const QUERY_CANCELED = '57014';

function refusalOf(error: unknown, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DatabaseUnavailable || isUnavailable(error))
    return new ProblemError(
      'database-unavailable',
      'The database does not answer. Nothing was changed unless a write was under way: read before you repeat it.',
    );
  const code = codeOf(error);
  if (code === LOCK_NOT_AVAILABLE || code === QUERY_CANCELED)
    return new ProblemError('busy', 'Somebody else is changing this right now. Try again in a moment.');
  if (code === TOO_LARGE) return tooLarge(request.routeOptions.bodyLimit);
  const known = frameworkRefusals[code];
  if (known) return new ProblemError(known.code, known.detail);
  if (error instanceof UndeclaredAnswerError && request.server.isStrict)
    return new ProblemError('internal', error.message);
  return new ProblemError('internal', `Slipway failed. Its log has more under request ${request.id}.`);
}

function tooLarge(limitBytes: number): ProblemError {
  const limit = `${Math.floor(limitBytes / 1024).toLocaleString('en')} KB`;
  return new ProblemError(
    'body-too-large',
    `The body is larger than ${limit}, the most that this route takes.`,
  );
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  const { code } = error satisfies Error as Partial<FastifyError>;
  return typeof code === 'string' ? code : '';
}
