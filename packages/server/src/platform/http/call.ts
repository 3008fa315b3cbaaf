import { type Endpoint, ProblemError } from '@slipway/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Author, Principal } from './principal.ts';
import type { Answer, App } from './route.ts';

/** What an endpoint is called with: can be kept and made again. */
export interface Call {
  endpoint: string;
  params: Record<string, string>;
  query: Record<string, string>;
  /** As it was sent. */
  body: unknown;
  ifMatch: string | null;
}

/** Who makes a call, and in which request. */
export interface Caller {
  principal: Principal;
  author: Author;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Keeps a call instead of making it; `make` makes it. */
export type Propose = (
  call: Call,
  caller: Caller,
  make: () => Promise<Answer<unknown>>,
) => Promise<Answer<unknown>>;

/** Parses a kept call anew and makes it; throws what the endpoint throws. */
export type MakeCall = (call: Call, caller: Caller) => Promise<Answer<unknown>>;

declare module 'fastify' {
  interface FastifyInstance {
    propose: Propose | null;
    /** By endpoint id. */
    makers: Map<string, MakeCall>;
  }
}

/** Makes a kept call again, whoever asked for it first. */
export async function makeCall(app: App, call: Call, caller: Caller): Promise<Answer<unknown>> {
  const make = app.makers.get(call.endpoint);
  if (!make) throw new Error(`No route serves "${call.endpoint}".`);
  return make(call, caller);
}

export function callOf(endpoint: Endpoint, request: FastifyRequest): Call {
  return {
    endpoint: endpoint.id,
    params: textsOf(request.params),
    query: textsOf(request.query),
    body: request.body ?? null,
    ifMatch: request.headers['if-match'] ?? null,
  };
}

/** Whether the request asks to be proposed; throws where that cannot be. */
export function isProposed(endpoint: Endpoint, request: FastifyRequest): boolean {
  const header = request.headers['slipway-propose'];
  if (header === undefined) return false;
  if (header !== 'true')
    throw new ProblemError('invalid-request', 'The header Slipway-Propose can only be "true".');
  if (endpoint.proposable) return true;
  throw new ProblemError(
    'invalid-request',
    'This cannot be proposed: it needs no approval. Send it without "Slipway-Propose".',
  );
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, text]) => [name, String(text)]));
}
