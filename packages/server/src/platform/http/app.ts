import { randomUUID } from 'node:crypto';
import { type Endpoint, type ProblemCode, ProblemError } from '@slipway/api';
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify';
import type { Logger } from '../log/index.ts';
import { badHttpAnswerer } from './bad-http.ts';
import type { Propose } from './call.ts';
import { compressAnswers } from './compression.ts';
import { type Gate, targetOf } from './gate.ts';
import { parseJsonBody } from './json-body.ts';
import type { Limits } from './limits.ts';
import { prefixOf, withoutPrefix } from './prefix.ts';
import type { Principal } from './principal.ts';
import { answerProblem } from './problem-reply.ts';
import type { App } from './route.ts';
import { PAGE_POLICY, securityHeaders } from './security-headers.ts';
import { createSites, type Sites } from './sites.ts';
import { answerUnknownRoute, createKnownPaths } from './unknown-route.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that was answered. */
    refusal: ProblemCode | null;
  }
}

/** Told of each answer when it is out. */
type OnAnswer = (endpoint: Endpoint | undefined, method: string, status: number, seconds: number) => void;

export interface AppOptions {
  log: Logger;
  gate: Gate;
  /** Addresses of proxies whose X-Forwarded-For counts. */
  trustProxy?: readonly string[];
  /** Names besides loopback's by which it may be asked; null: any name. Default none. */
  hosts?: readonly string[] | null;
  publicUrl?: string | null;
  /** Default: everybody may ask as much as they like. */
  limits?: Limits;
  /** Answers that the contract does not declare become failures: for tests. */
  isStrict?: boolean;
  onAnswer?: OnAnswer;
  /** Without it the header `Slipway-Propose` is unknown. */
  propose?: Propose;
  /** Answers what no route takes, or leaves it to the refusal. */
  answerUnknown?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;
}

const BODY_LIMIT_BYTES = 1024 * 1024;
/** A request, its headers and body, has to be in within this. */
const REQUEST_TIMEOUT_MS = 60_000;

/** A listener's application without routes. `ready()` fails when a route declares no permission. */
export function createApp(options: AppOptions): App {
  const { isStrict = false, onAnswer, propose = null, publicUrl = null, answerUnknown } = options;
  const paths = createKnownPaths();
  const headers = Object.entries(securityHeaders(publicUrl));
  const door = doorOf(options);
  const app = bare(options);
  app.decorate('isStrict', isStrict);
  app.decorate('propose', propose);
  app.decorate('makers', new Map());
  app.decorateRequest('principal', null);
  app.decorateRequest('refusal', null);
  readJsonOnly(app);
  app.addHook('onRoute', (route) => {
    requirePermission(route);
    paths.add(route.url, [route.method].flat());
  });
  compressAnswers(app);
  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    if (request.routeOptions.config.endpoint?.produces === 'text/html')
      reply.raw.setHeader('content-security-policy', PAGE_POLICY);
    reply.raw.setHeader('x-request-id', request.id);
    await admit(door, request, reply);
  });
  app.addHook('preHandler', async (request) => {
    const { endpoint } = request.routeOptions.config;
    if (endpoint?.permission === 'public') door.limits?.byBody(endpoint, request.body);
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
  app.setNotFoundHandler(
    (request, reply) => answerUnknown?.(request, reply) ?? answerUnknownRoute(paths, request, reply),
  );
  return app;
}

function bare({ log, trustProxy, publicUrl = null }: AppOptions): App {
  const headers = securityHeaders(publicUrl);
  const loggerInstance: FastifyBaseLogger = log;
  const prefix = prefixOf(publicUrl);
  return fastify({
    loggerInstance,
    // One line an answer, see logAnswer.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 500 },
    rewriteUrl: ({ url = '/' }) => withoutPrefix(url, prefix),
    // Open streams are ended by who opened them; idle connections go at once.
    forceCloseConnections: 'idle',
    clientErrorHandler: badHttpAnswerer(headers),
    // What the router refuses passes no hook.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...headers, 'x-request-id': request.id });
      answerProblem(error, request, reply);
    },
    ...(trustProxy && trustProxy.length > 0 ? { trustProxy: [...trustProxy] } : {}),
  });
}

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

/** What a request has to pass before its body is read, so that a stranger cannot make us read one. */
interface Door {
  gate: Gate;
  sites: Sites;
  limits: Limits | undefined;
}

function doorOf({ gate, limits, hosts = [], publicUrl = null }: AppOptions): Door {
  return { gate, limits, sites: createSites({ hosts, publicUrl }) };
}

async function admit(door: Door, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { endpoint } = request.routeOptions.config;
  door.sites.requireOwnHost(request);
  const credential = request.headers.authorization ?? request.headers.cookie;
  door.limits?.byAddress(endpoint, request.ip, credential);
  if (!endpoint) return;
  if (endpoint.permission === 'public') return door.sites.requireOwnOrigin(request, false);
  const principal = await identify(door.gate, request, reply).catch((error: unknown) => {
    if (error instanceof ProblemError && error.code === 'unauthenticated') door.limits?.refused(credential);
    throw error;
  });
  door.limits?.admitted(endpoint, request.ip, credential);
  // A browser sends a cookie for whatever page asks; a token has to be known to who sends it.
  if (principal.sessionId !== null) door.sites.requireOwnOrigin(request, true);
  door.limits?.byPrincipal(endpoint, principal);
  door.gate.authorise(principal, endpoint.permission, targetOf(request.params));
}

async function identify(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
  const { authorization, cookie } = request.headers;
  const { principal, setCookie } = await gate.authenticate({ authorization, cookies: cookie });
  request.principal = principal;
  // Not on the reply: a stream answers past it.
  if (setCookie !== null) reply.raw.setHeader('set-cookie', setCookie);
  return principal;
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

/** Throws unless every endpoint has a route. */
export function assertAllServed(app: App, endpoints: readonly Endpoint[]): void {
  const missing = endpoints.filter(
    ({ method, path }) => !app.hasRoute({ method: method.toUpperCase(), url: path }),
  );
  if (missing.length > 0) throw new Error(`No route serves ${missing.map(({ id }) => id).join(', ')}.`);
}
