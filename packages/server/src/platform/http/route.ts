import {
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  ProblemError,
  Proposal,
  type QueryOf,
  type ReplyOf,
} from '@slipway/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Call, type Caller, callOf, isProposed } from './call.ts';
import { assertReplyFits } from './declared.ts';
import { readParts } from './input.ts';
import { type Author, authorOf, nobody, originOf, type Principal } from './principal.ts';

export type App = FastifyInstance;
export type AnyEndpoint = Endpoint;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route serves; a route without one stops the server from starting. */
    endpoint?: Endpoint;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

export interface RouteInput<E> {
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  ifMatch: string | null;
  principal: Principal;
  author: Author;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface Answer<T> {
  body: T;
  etag?: string;
  /** Environment → the version that this write made. */
  versions?: Record<string, number>;
  headers?: Record<string, string>;
}

/** Serves an endpoint: the input is parsed by its schemas, the answer sent with its status. */
export function route<E extends AnyEndpoint>(
  app: App,
  endpoint: E,
  handle: (input: RouteInput<E>) => Answer<ReplyOf<E>> | Promise<Answer<ReplyOf<E>>>,
): void {
  app.makers.set(endpoint.id, async (call, caller) => handle(keptInput(endpoint, call, caller)));
  register(app, endpoint, true, async (request, reply) => {
    const input = inputOf(endpoint, request, reply);
    if (app.propose && isProposed(endpoint, request)) {
      const make = async (): Promise<Answer<unknown>> => handle(input);
      return send(reply, proposed, await app.propose(callOf(endpoint, request), input, make));
    }
    return send(reply, endpoint, await handle(input));
  });
}

/** What every proposed call answers. */
const proposed = { id: 'proposed', status: 202, reply: Proposal } as const;

/**
 * Serves an endpoint whose answer is no JSON. The handler calls `reply.hijack()` when it begins to write to
 * `reply.raw`; what it throws before that becomes a problem. `isCompressed: false`: its answers are already.
 */
export function rawRoute<E extends AnyEndpoint>(
  app: App,
  endpoint: E,
  handle: (input: RouteInput<E>) => void | Promise<void>,
  { isCompressed = endpoint.produces !== 'text/event-stream' }: { isCompressed?: boolean } = {},
): void {
  register(app, endpoint, isCompressed, async (request, reply) => {
    await handle(inputOf(endpoint, request, reply));
    return reply;
  });
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

function register(app: App, endpoint: AnyEndpoint, isCompressed: boolean, handler: Handler): void {
  app.route({
    method: methodsOf(endpoint),
    url: endpoint.path,
    config: { endpoint },
    // Fastify's own would leave out what compressing does to the headers.
    exposeHeadRoute: false,
    ...(isCompressed ? {} : { compress: false }),
    ...bodyLimitOf(endpoint),
    handler,
  });
}

function methodsOf({ method, produces }: AnyEndpoint): string[] {
  // To HEAD a stream would begin, and never end.
  return method === 'get' && produces !== 'text/event-stream' ? ['GET', 'HEAD'] : [method.toUpperCase()];
}

/** Where nobody has said who they are, nobody needs to send much. */
const PUBLIC_BODY_BYTES = 16 * 1024;

function bodyLimitOf({ bodyLimitBytes, permission }: AnyEndpoint): { bodyLimit?: number } {
  if (bodyLimitBytes !== undefined) return { bodyLimit: bodyLimitBytes };
  return permission === 'public' ? { bodyLimit: PUBLIC_BODY_BYTES } : {};
}

function inputOf<E extends AnyEndpoint>(
  endpoint: E,
  request: FastifyRequest,
  reply: FastifyReply,
): RouteInput<E> {
  const principal = request.principal ?? nobody;
  const input = {
    ...readParts(endpoint, request),
    ifMatch: ifMatchOf(endpoint, request),
    principal,
    author: authorOf(principal, originOf(request.headers['user-agent'], request.ip)),
    request,
    reply,
  };
  // The endpoint's own schemas have just parsed these parts; the types of both follow from E.
  return input as RouteInput<E>;
}

function keptInput<E extends AnyEndpoint>(endpoint: E, call: Call, caller: Caller): RouteInput<E> {
  const { params, query, body, ifMatch } = call;
  const parts = readParts(endpoint, { params, query, body: body ?? undefined });
  // As above: parsed by the endpoint's own schemas.
  return { ...caller, ...parts, ifMatch } as RouteInput<E>;
}

function ifMatchOf(endpoint: AnyEndpoint, request: FastifyRequest): string | null {
  const ifMatch = request.headers['if-match'] ?? null;
  if (endpoint.ifMatch && ifMatch === null)
    throw new ProblemError(
      'precondition-required',
      'Send If-Match with the ETag of what you read, so that nobody’s change is lost.',
    );
  return ifMatch;
}

type Declared = Pick<AnyEndpoint, 'id' | 'reply' | 'status'>;

function send<T>(reply: FastifyReply, endpoint: Declared, answer: Answer<T>): FastifyReply {
  assertReplyFits(reply.server, endpoint, answer.body);
  reply.code(endpoint.status);
  if (answer.etag !== undefined) reply.header('etag', answer.etag);
  if (answer.versions && Object.keys(answer.versions).length > 0)
    reply.header('slipway-version', versionsText(answer.versions));
  reply.headers(answer.headers ?? {});
  if (answer.body === undefined) return reply.send();
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.body));
}

function versionsText(versions: Record<string, number>): string {
  return Object.entries(versions)
    .map(([environment, version]) => `${environment}=${version}`)
    .join(', ');
}
