import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isPublicAddress, matcher } from './addresses.ts';

/** Requests to places that people or other programs name. */
export interface Outbound {
  /** Never follows a redirect and never reuses a connection. Throws OutboundRefused before it connects, or OutboundFailed. */
  fetch(url: string, request?: OutboundRequest): Promise<Response>;
}

export interface OutboundRequest {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  signal?: AbortSignal;
}

export interface OutboundOptions {
  /** Addresses, ranges and host names that may be reached though they are not public. */
  allow: readonly string[];
  resolve?: Resolve;
  connect?: Connect;
  timeoutMs?: number;
  mostBytes?: number;
}

export type Resolve = (host: string) => Promise<readonly string[]>;

/** Opens a connection to one of the addresses, whatever the name means by then. */
export type Connect = (target: Target) => Socket;

export interface Target {
  host: string;
  port: number;
  isTls: boolean;
  /** Each was checked. */
  addresses: readonly string[];
}

/** The place may not be reached from here. */
export class OutboundRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OutboundRefused';
  }
}

/** The place did not answer, or not as it should. */
export class OutboundFailed extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'OutboundFailed';
  }
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 1024 * 1024;

export function createOutbound({
  allow,
  resolve = resolveAll,
  connect = connectTo,
  timeoutMs = TIMEOUT_MS,
  mostBytes = MOST_BYTES,
}: OutboundOptions): Outbound {
  const isAllowed = allowance(allow);
  return {
    async fetch(url, request = {}) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
      const { target, parsed } = await aim(url, resolve, isAllowed, signal);
      return exchange(parsed, { ...request, signal }, () => guarded(connect(target), target), mostBytes);
    },
  };
}

type IsAllowed = (host: string, address: string) => boolean;

function allowance(allow: readonly string[]): IsAllowed {
  const isRange = (entry: string): boolean => isIP(entry.split('/', 1)[0] ?? '') > 0;
  const hosts = new Set(allow.filter((entry) => !isRange(entry)).map((entry) => entry.toLowerCase()));
  const isListed = matcher(allow.filter(isRange));
  return (host, address) => hosts.has(host) || isListed(address) || isPublicAddress(address);
}

/** Asks once what the name means, and refuses when one of the answers may not be reached. */
async function aim(
  url: string,
  resolve: Resolve,
  isAllowed: IsAllowed,
  signal: AbortSignal,
): Promise<{ target: Target; parsed: URL }> {
  // The parser has already turned 0x7f.1, 017700000001 and 2130706433 into 127.0.0.1.
  const parsed = URL.parse(url);
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol))
    throw new OutboundRefused('This is no http or https URL.');
  const host = parsed.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const addresses = isIP(host) > 0 ? [host] : await resolved(host, resolve, signal);
  if (addresses.length === 0) throw new OutboundFailed(`${host} has no address.`);
  if (addresses.some((address) => isIP(address) === 0 || !isAllowed(host, address)))
    throw new OutboundRefused(
      `${host} leads to an address that is not public. If that is wanted, name it in SLIPWAY_OUTBOUND_ALLOW.`,
    );
  const isTls = parsed.protocol === 'https:';
  const port = Number(parsed.port || (isTls ? 443 : 80));
  return { target: { host, port, isTls, addresses }, parsed };
}

async function resolved(host: string, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> {
  const tooLate = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new OutboundFailed(`${host} was not found in time.`)), {
      once: true,
    });
  });
  try {
    return await Promise.race([resolve(host), tooLate]);
  } catch (error) {
    throw error instanceof OutboundFailed ? error : new OutboundFailed(`${host} was not found.`, error);
  }
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function connectTo({ host, port, isTls, addresses }: Target): Socket {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  const pinned: LookupFunction = (_host, { all }, callback) => {
    const [first] = known;
    if (all) callback(null, known);
    else callback(null, first?.address ?? '', first?.family);
  };
  const options = { host, port, lookup: pinned };
  if (!isTls) return connectTcp(options);
  return connectTls({ ...options, ...(isIP(host) > 0 ? {} : { servername: host }) });
}

/** The last look: where the connection really leads. */
function guarded(socket: Socket, { host, addresses }: Target): Socket {
  const isExpected = matcher(addresses);
  socket.once('connect', () => {
    const { remoteAddress } = socket;
    if (remoteAddress !== undefined && isExpected(remoteAddress)) return;
    socket.destroy(new OutboundRefused(`The connection to ${host} leads elsewhere.`));
  });
  return socket;
}

function exchange(
  url: URL,
  { method = 'GET', headers = {}, body, signal }: OutboundRequest,
  createConnection: () => Socket,
  mostBytes: number,
): Promise<Response> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const failed = (error: unknown): void =>
      reject(
        error instanceof OutboundRefused ? error : new OutboundFailed(`${url.host} did not answer.`, error),
      );
    // Without an agent, Node names the port even where it is the usual one.
    const options = { method, headers: { ...headers, host: url.host }, createConnection };
    const sent = send(url, { ...options, ...(signal ? { signal } : {}) }, (answer) => {
      read(answer, mostBytes).then(resolve, failed);
    });
    sent.once('error', failed);
    sent.end(body);
  });
}

async function read(answer: IncomingMessage, mostBytes: number): Promise<Response> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw new OutboundFailed(`The answer is longer than ${mostBytes} bytes.`);
    chunks.push(bytes);
  }
  const status = answer.statusCode ?? 502;
  const isBodiless = status === 204 || status === 205 || status === 304;
  return new Response(isBodiless ? null : Buffer.concat(chunks), { status, headers: headersOf(answer) });
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
}
