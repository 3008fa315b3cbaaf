import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { ownHostCookie, withoutOwnCookies } from './cookies.ts';
import type { Visitor } from './visitor.ts';

/** They speak of one connection, and end with it. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** Said by proxies; only ours counts. */
const said =
  /^(?:x-forwarded-.*|forwarded|x-real-ip|x-client-ip|true-client-ip|x-cluster-client-ip|slipway-.*|x-slipway-.*)$/;

/** Ours to write, or to answer. */
const unsaid = new Set(['host', 'expect']);

const isToken = /\bslw_[a-z]+_/i;

export const FORWARDED_BY = 'x-slipway-gateway';

/** What a service is told. */
export function requestHeaders(request: IncomingMessage, visitor: Visitor): OutgoingHttpHeaders {
  const headers = collect(request, (name, value) => {
    if (said.test(name) || unsaid.has(name)) return undefined;
    if (name === 'authorization' && isToken.test(value)) return undefined;
    return name === 'cookie' ? withoutOwnCookies(value) : value;
  });
  return { ...headers, ...framing(request, headers), ...told(visitor) };
}

/** To another node's gateway, which decides everything itself. */
export function forwardedHeaders(request: IncomingMessage, visitor: Visitor): OutgoingHttpHeaders {
  const headers = collect(request, (name, value) =>
    said.test(name) || unsaid.has(name) ? undefined : value,
  );
  return { ...headers, ...framing(request, headers), ...told(visitor), [FORWARDED_BY]: '1' };
}

/** What a browser is told of a service's answer. */
export function answerHeaders(answer: IncomingMessage): OutgoingHttpHeaders {
  const headers = collect(answer, (name, value) => {
    // The first could clear Slipway's cookies.
    if (name === 'clear-site-data' || name === 'x-robots-tag') return undefined;
    return name === 'set-cookie' ? ownHostCookie(value) : value;
  });
  return { ...headers, 'x-robots-tag': 'noindex, nofollow' };
}

/** As another gateway has made it. */
export function forwardedAnswerHeaders(answer: IncomingMessage): OutgoingHttpHeaders {
  return collect(answer, (_name, value) => value);
}

type Collected = Record<string, string[]>;

function collect(
  message: IncomingMessage,
  kept: (name: string, value: string) => string | undefined,
): Collected {
  const headers: Collected = Object.create(null);
  for (const [name, value] of passedOn(message)) {
    const text = kept(name, value);
    if (text !== undefined) headers[name] = [...(headers[name] ?? []), text];
  }
  return headers;
}

/** Whatever the method: a body without a frame would be read as the next request. */
function framing({ headers }: IncomingMessage, { cookie }: Collected): OutgoingHttpHeaders {
  return {
    ...(cookie ? { cookie: cookie.join('; ') } : {}),
    ...(headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
  };
}

function told({ host, address, protocol }: Visitor): OutgoingHttpHeaders {
  return {
    host,
    'x-forwarded-for': address,
    'x-forwarded-proto': protocol,
    'x-forwarded-host': host,
  };
}

function passedOn({ rawHeaders, headers }: IncomingMessage): [string, string][] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const gone = new Set([...hopByHop, ...named]);
  // Whatever is said of them: they frame the message.
  for (const name of ['content-length', 'host']) gone.delete(name);
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!gone.has(name)) pairs.push([name, rawHeaders[at + 1] ?? '']);
  }
  return pairs;
}
