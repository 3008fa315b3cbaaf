import { randomUUID } from 'node:crypto';
import type { Endpoint, Permission, ProblemCode } from '@slipway/api';
import fastify, {
  type FastifyBaseLogger,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify';
import type { Logger } from '../log/index.ts';
import { answerBadHttp } from './bad-http.ts';
import { parseJsonBody } from './json-body.ts';
import type { Principal } from './principal.ts';
import { answerProblem } from './problem-reply.ts';
import type { App } from './route.ts';
import { answerUnknownRoute, createKnownPaths } from './unknown-route.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that was answered. */
    refusal: ProblemCode | null;
  }
}

/** Who asks, and whether they may. Both throw a ProblemError. */
export interface Gate {
  authenticate(authorization: string | undefined): Promise<Principal>;
  authorise(principal: Principal, permission: Permission, projectKey: string | null): void;
}

/** Told of each answer when it is out. */
type OnAnswer = (endpoint: Endpoint | undefined, method: string, status: number, seconds: number) => void;

export interface AppOptions {
  log: Logger;
  gate: Gate;
  /** Addresses of proxies whose X-Forwarded-For counts. */
  trustProxy?: readonly string[];
  /** Answers that the contract does not declare become failures: for tests. */
  isStrict?: boolean;
  onAnswer?: OnAnswer;
}

const BODY_LIMIT_BYTES = 1024 * 1024;
/** A request, its headers and body, has to be in within this. */
const REQUEST_TIMEOUT_MS = 60_000;

/** A listener's application without routes. `ready()` fails when a route declares no permission. */
export function createApp(options: AppOptions): App {
  const { gate, isStrict = false, onAnswer } = options;
  const paths = createKnownPaths();
  const app = bare(options);
  app.decorate('isStrict', isStrict);
  app.decorateRequest('principal', null);
  app.decorateRequest('refusal', null);
  readJsonOnly(app);
  app.addHook('onRoute', (route) => {
    requirePermission(route);
    paths.add(route.url, [route.method].flat());
  });
  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of Object.entries(securityHeaders)) reply.raw.setHeader(name, value);
    reply.raw.setHeader('x-request-id', request.id);
    await admit(gate, request);
  });
  app.addHook('onResponse', async (request, reply) => {
    logAnswer(request, reply.statusCode, reply.elapsedTime);
    onAnswer?.(
      request.routeOptions.config.endpoint,
      request.method,
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
  });
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) => answerUnknownRoute(paths, request, reply));
  return app;
}

function bare({ log, trustProxy }: AppOptions): App {
  const loggerInstance: FastifyBaseLogger = log;
  return fastify({
    loggerInstance,
    // One line an answer, see logAnswer.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 500 },
    // Open streams are ended by who opened them; idle connections go at once.
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBadHttp,
    frameworkErrors: answerProblem,
    ...(trustProxy && trustProxy.length > 0 ? { trustProxy: [...trustProxy] } : {}),
  });
}

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

function readJsonOnly(app: App): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => parseJsonBody(body),
  );
}

function requirePermission(route: RouteOptions): void {
  if (route.config?.endpoint?.permission) return;
  throw new Error(
    `Route ${[route.method].flat().join('|')} ${route.url} declares no permission: serve it by route() or rawRoute().`,
  );
}

/** Before the body is read, so that a stranger cannot make us read one. */
async function admit(gate: Gate, request: FastifyRequest): Promise<void> {
  const endpoint = request.routeOptions.config.endpoint;
  if (!endpoint || endpoint.permission === 'public') return;
  request.principal = await gate.authenticate(request.headers.authorization);
  gate.authorise(request.principal, endpoint.permission, projectOf(request.params));
}

function projectOf(params: unknown): string | null {
  if (typeof params !== 'object' || params === null || !('project' in params)) return null;
  return String(params.project);
}

function logAnswer(request: FastifyRequest, status: number, ms: number): void {
  const facts = {
    method: request.method,
    route: request.routeOptions.url,
    status,
    ms: Math.round(ms * 10) / 10,
    principal: request.principal?.id,
    problem: request.refusal ?? undefined,
  };
  const isRead = request.method === 'GET' || request.method === 'HEAD' || request.url.startsWith('/sdk/');
  if (status >= 500) request.log.warn(facts, 'request failed');
  else if (isRead) request.log.debug(facts, 'request');
  else request.log.info(facts, 'request');
}

/** Throws unless every endpoint has a route; `later` names those that a later version serves. */
export function assertAllServed(
  app: App,
  endpoints: readonly Endpoint[],
  later: readonly string[] = [],
): void {
  const missing = endpoints.filter(
    ({ id, method, path }) =>
      !later.includes(id) && !app.hasRoute({ method: method.toUpperCase(), url: path }),
  );
  if (missing.length > 0) throw new Error(`No route serves ${missing.map(({ id }) => id).join(', ')}.`);
}
