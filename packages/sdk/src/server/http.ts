import { retryAfterMs } from './backoff.ts';
import type { Call } from './call.ts';
import { limits } from './limits.ts';
import type { Platform } from './platform.ts';

const sdkVersion = '0.1.0';
export const sdkName: string = `slipway-node/${sdkVersion}`;

/** Why an exchange with the server ended without what was asked for. */
export type Failure =
  | { kind: 'unauthorized'; status: number; token: string }
  | { kind: 'refused'; status: number; retryAfterMs?: number }
  | { kind: 'failed'; reason: string };

export interface Exchange {
  path: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

export interface Server {
  url: string;
  readToken: () => Promise<string>;
}

/** Sends with the current token and answers with the open response, or why there is none. Rejects when the call is aborted. */
export async function send(
  platform: Platform,
  { url, readToken }: Server,
  call: Call,
  exchange: Exchange,
): Promise<Response | Failure> {
  const token = await call.within(readToken(), limits.answerMs);
  const headers = { ...exchange.headers, authorization: `Bearer ${token}`, 'user-agent': sdkName };
  const request = platform.fetch(`${url}${exchange.path}`, {
    method: exchange.method ?? 'GET',
    headers,
    // A redirect could carry the token elsewhere, and hides a wrong url.
    redirect: 'manual',
    cache: 'no-store',
    signal: call.signal,
    ...(exchange.body !== undefined && { body: exchange.body }),
  });
  const response = await call.within(request, limits.answerMs);
  return failureOf(response, token, platform.wallNow()) ?? response;
}

function failureOf(response: Response, token: string, wallNow: number): Failure | undefined {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return { kind: 'unauthorized', status, token };
  const waitMs = retryAfterMs(headers.get('retry-after'), wallNow);
  return { kind: 'refused', status, ...(waitMs !== undefined && { retryAfterMs: waitMs }) };
}

export function describeFailure(failure: Failure): string {
  if (failure.kind === 'failed') return failure.reason;
  if (failure.kind === 'unauthorized') return `the server refused the token (${failure.status})`;
  const isRedirect = failure.status >= 300 && failure.status < 400;
  return isRedirect
    ? `the url redirects elsewhere (${failure.status}); configure the final url`
    : `the server answered ${failure.status}`;
}

/** Feeds the body chunk by chunk; each must come within `limits.silenceMs`. */
export async function readBody(response: Response, call: Call, feed: (text: string) => void): Promise<void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await call.within(reader.read(), limits.silenceMs);
    if (done) return feed(decoder.decode());
    feed(decoder.decode(value, { stream: true }));
  }
}

/** The whole body, at most `limits.payloadBytes`. */
export async function readText(response: Response, call: Call): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  await readBody(response, call, (text) => {
    length += text.length;
    if (length > limits.payloadBytes) throw new Error('the answer is too large');
    parts.push(text);
  });
  return parts.join('');
}
