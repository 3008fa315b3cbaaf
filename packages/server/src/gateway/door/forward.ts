import {
  Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import type { GatewayRoute } from '../routes-source.ts';

type Address = NonNullable<GatewayRoute['elsewhere']>;

export interface Forwarding {
  readonly to: Address;
  readonly headers: OutgoingHttpHeaders;
  readonly answerHeaders: (answer: IncomingMessage) => OutgoingHttpHeaders;
  readonly agent: Agent;
  /** How long it may take to begin the answer, while nothing of the request moves. */
  readonly answerMs: number;
  /** Called when no answer has begun. */
  readonly onFailure: (why: 'unavailable' | 'timeout', code: string) => void;
}

/** Streams a request to a service and its answer back, nothing of either kept. */
export function forward(incoming: IncomingMessage, response: ServerResponse, forwarding: Forwarding): void {
  const { to, headers, agent, answerMs, onFailure } = forwarding;
  const outgoing = request({
    ...{ host: to.host, port: to.port, method: incoming.method, path: incoming.url, headers, agent },
    setHost: false,
    insecureHTTPParser: false,
    maxHeaderSize: 64 * 1024,
  });
  const abandon = (): void => void outgoing.destroy();
  response.once('close', abandon);

  let isLate = false;
  outgoing.setTimeout(answerMs, () => {
    isLate = true;
    outgoing.destroy();
  });
  outgoing.once('response', (answer) => {
    outgoing.setTimeout(0);
    response.writeHead(answer.statusCode ?? 502, forwarding.answerHeaders(answer));
    response.flushHeaders();
    // A broken answer breaks the connection: half of one must not look whole.
    pipeline(answer, response, () => undefined);
  });
  outgoing.on('error', (error) => {
    if (response.headersSent || response.destroyed) return void response.destroy();
    response.off('close', abandon);
    if (!isLate && outgoing.reusedSocket && mayRepeat(incoming))
      // On a connection of its own, so that the second attempt is the last.
      return forward(incoming, response, { ...forwarding, agent: new Agent() });
    onFailure(isLate ? 'timeout' : 'unavailable', codeOf(error));
  });

  if (hasBody(incoming)) incoming.pipe(outgoing);
  else outgoing.end();
}

/** The service closed a connection at the very moment at which it was used again. */
function mayRepeat(incoming: IncomingMessage): boolean {
  return !hasBody(incoming) && ['GET', 'HEAD', 'OPTIONS'].includes(incoming.method ?? '');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined || Number.parseInt(headers['content-length'] ?? '0', 10) > 0
  );
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}
