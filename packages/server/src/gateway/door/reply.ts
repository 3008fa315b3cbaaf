import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Html } from '../../platform/html.ts';

/** Answers that are the gateway's own. */
export type MakePage = (nonce: string) => Html;

export interface PageOptions {
  readonly status: number;
  /** Who may show it in a frame, besides itself. Default nobody at all. */
  readonly framedBy?: string;
  readonly headers?: OutgoingHttpHeaders;
}

const everywhere = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
} as const;

/** A page with nothing from elsewhere: its styles and its script carry the answer's nonce. */
export function sendPage(response: ServerResponse, make: MakePage, options: PageOptions): void {
  const nonce = randomBytes(16).toString('base64');
  const frames = options.framedBy === undefined ? "'none'" : `'self' ${options.framedBy}`;
  send(response, options.status, make(nonce).html, {
    ...options.headers,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${frames}`,
  });
}

export function sendRedirect(
  response: ServerResponse,
  location: string,
  headers: OutgoingHttpHeaders = {},
): void {
  send(response, 303, '', { ...headers, location });
}

export type Refusal =
  | 'bad-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'loop-detected'
  | 'service-unavailable'
  | 'service-timeout'
  | 'environment-not-up'
  | 'busy';

const refusals = {
  'bad-request': { status: 400, title: 'The request cannot be passed on' },
  unauthenticated: { status: 401, title: 'No access to this environment' },
  forbidden: { status: 403, title: 'Not permitted' },
  'not-found': { status: 404, title: 'Nothing here' },
  'loop-detected': { status: 508, title: 'No node says that it runs this environment' },
  'service-unavailable': { status: 502, title: 'The service does not answer' },
  'service-timeout': { status: 504, title: 'The service takes too long' },
  'environment-not-up': { status: 503, title: 'The environment is not up' },
  busy: { status: 503, title: 'Access cannot be checked right now' },
} as const satisfies Record<Refusal, { status: number; title: string }>;

export function statusOf(code: Refusal): number {
  return refusals[code].status;
}

/** For programs: a problem document (RFC 9457). */
export function sendProblem(response: ServerResponse, code: Refusal, detail: string): void {
  const { status, title } = refusals[code];
  send(response, status, JSON.stringify({ type: 'about:blank', title, status, code, detail }), {
    'content-type': 'application/problem+json; charset=utf-8',
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  });
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, text, { 'content-type': 'text/plain; charset=utf-8' });
}

function send(response: ServerResponse, status: number, body: string, headers: OutgoingHttpHeaders): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  response.writeHead(status, { ...everywhere, ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
