import type { z } from 'zod';
import type { Endpoint, ParamsOf, ReplyOf } from './endpoint.ts';
import type { Problem } from './problems.ts';
import type { Proposal } from './proposals.ts';

export interface ClientOptions {
  /** Where Slipway answers, such as `http://127.0.0.1:4400`; a path prefix is kept. */
  url: string;
  token?: string;
  fetch?: typeof fetch;
  /** Sent as `User-Agent`; becomes part of a change's origin. */
  userAgent?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a caller's endpoint may have any schemas.
type AnyEndpoint = Endpoint<any, any, any, any>;
type InputOf<E> =
  E extends Endpoint<string, infer Q, infer B, z.ZodType>
    ? { query: Partial<z.input<Q>>; body: z.input<B> }
    : never;

/** What a call needs; a part without content may be left out. */
export interface CallInput<E extends AnyEndpoint> {
  params?: ParamsOf<E>;
  query?: InputOf<E>['query'];
  body?: InputOf<E>['body'];
  /** The `etag` of the reply that the change builds on. */
  ifMatch?: string;
  /** Resumes an event stream after this event. */
  lastEventId?: string;
  signal?: AbortSignal;
}

export interface Reply<T> {
  body: T;
  etag: string | null;
  /** `Slipway-Version`: environment → version that this write made. */
  versions: Record<string, number>;
  status: number;
}

/** A refusal by the server, with its problem. */
export class ApiError extends Error {
  readonly problem: Problem;
  readonly status: number;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.problem = problem;
    this.status = problem.status;
  }
}

export interface Client {
  /** The reply's body; throws `ApiError` for a refusal. */
  call<E extends AnyEndpoint>(endpoint: E, input?: CallInput<E>): Promise<ReplyOf<E>>;
  /** The reply with ETag and versions. */
  request<E extends AnyEndpoint>(endpoint: E, input?: CallInput<E>): Promise<Reply<ReplyOf<E>>>;
  /** Proposes a change that needs an approval instead of making it; `nothing-to-propose` where none is needed. */
  propose<E extends AnyEndpoint>(endpoint: E, input?: CallInput<E>): Promise<Proposal>;
  /** The raw response, for streams; throws `ApiError` for a refusal. */
  open<E extends AnyEndpoint>(endpoint: E, input?: CallInput<E>): Promise<Response>;
}

/** A typed client of the HTTP API. */
export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;

  async function open(
    endpoint: AnyEndpoint,
    input: CallInput<AnyEndpoint> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await send(urlOf(options.url, endpoint, input), {
      method: endpoint.method.toUpperCase(),
      headers: { ...headersOf(options, input), ...headers },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.signal ? { signal: input.signal } : {}),
    });
    if (!response.ok) throw new ApiError(await problemOf(response));
    return response;
  }

  async function request<E extends AnyEndpoint>(
    endpoint: E,
    input?: CallInput<E>,
  ): Promise<Reply<ReplyOf<E>>> {
    const response = await open(endpoint, input as CallInput<AnyEndpoint>);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      body: (isJson && text ? JSON.parse(text) : text || undefined) as ReplyOf<E>,
      etag: response.headers.get('etag'),
      versions: parseVersions(response.headers.get('slipway-version')),
      status: response.status,
    };
  }

  async function propose(endpoint: AnyEndpoint, input?: CallInput<AnyEndpoint>): Promise<Proposal> {
    const response = await open(endpoint, input, { 'slipway-propose': 'true' });
    if (response.status === 202) return (await response.json()) as Proposal;
    throw new Error(`${endpoint.id} cannot be proposed: the server has answered ${response.status}.`);
  }

  return {
    propose: (endpoint, input) => propose(endpoint, input as CallInput<AnyEndpoint>),
    open: (endpoint, input) => open(endpoint, input as CallInput<AnyEndpoint>),
    request,
    call: async (endpoint, input) => (await request(endpoint, input)).body,
  };
}

/** Reads `production=412, staging=77`. */
export function parseVersions(header: string | null): Record<string, number> {
  const pairs = (header ?? '').split(',').map((part) => part.trim().split('='));
  return Object.fromEntries(
    pairs.filter((pair) => pair.length === 2).map(([name, version]) => [name, Number(version)]),
  );
}

function urlOf(base: string, endpoint: AnyEndpoint, input: CallInput<AnyEndpoint>): string {
  const params: Record<string, string> = input.params ?? {};
  const path = endpoint.path.replace(/:(\w+)/g, (_: string, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const search = query.size > 0 ? `?${query}` : '';
  return `${base.replace(/\/+$/, '')}${path}${search}`;
}

function headersOf(options: ClientOptions, input: CallInput<AnyEndpoint>): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json, text/event-stream',
    ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
    ...(options.userAgent ? { 'user-agent': options.userAgent } : {}),
    ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(input.ifMatch ? { 'if-match': input.ifMatch } : {}),
    ...(input.lastEventId ? { 'last-event-id': input.lastEventId } : {}),
  };
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === 'string' && typeof problem.detail === 'string') return problem;
  } catch {
    // Not from Slipway: a proxy's page, an empty body.
  }
  return {
    type: 'about:blank',
    title: 'Unexpected answer',
    status: response.status,
    code: 'internal',
    detail: `${response.url} answered ${response.status} without a problem document. Is this the address of Slipway?`,
  };
}
