import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Forwarding } from './forward.ts';

/** Connects a WebSocket to its service; what either says goes to the other. */
export function tunnel(
  incoming: IncomingMessage,
  { socket, head, response }: { socket: Socket; head: Buffer; response: ServerResponse },
  { to, headers, answerHeaders, answerMs, onFailure }: Omit<Forwarding, 'agent'>,
): void {
  // What was said of a body would be said of what follows.
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...plain } = headers;
  const outgoing = request({
    ...{ host: to.host, port: to.port, method: 'GET', path: incoming.url, agent: false },
    headers: { ...plain, connection: 'Upgrade', upgrade: 'websocket' },
    setHost: false,
    insecureHTTPParser: false,
  });
  let isLate = false;
  outgoing.setTimeout(answerMs, () => {
    isLate = true;
    outgoing.destroy();
  });
  socket.once('close', () => outgoing.destroy());

  outgoing.once('upgrade', (answer, other: Socket, otherHead: Buffer) => {
    outgoing.setTimeout(0);
    response.detachSocket(socket);
    other.setTimeout(0);
    socket.setTimeout(0);
    for (const end of [socket, other]) end.setNoDelay(true).setKeepAlive(true, 30_000);
    socket.write(switching(answerHeaders(answer)));
    if (otherHead.length > 0) socket.write(otherHead);
    if (head.length > 0) other.write(head);
    join(socket, other);
  });
  outgoing.once('response', (answer) => {
    outgoing.setTimeout(0);
    response.writeHead(answer.statusCode ?? 502, { ...answerHeaders(answer), connection: 'close' });
    pipeline(answer, response, () => undefined);
  });
  outgoing.on('error', (error) => {
    if (response.headersSent || socket.destroyed) return void socket.destroy();
    onFailure(isLate ? 'timeout' : 'unavailable', 'code' in error ? String(error.code) : error.name);
  });
  outgoing.end();
}

function join(one: Socket, other: Socket): void {
  const end = (): void => {
    one.destroy();
    other.destroy();
  };
  for (const socket of [one, other]) socket.on('error', end).on('close', end);
  one.pipe(other);
  other.pipe(one);
}

function switching(headers: Record<string, unknown>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((text) => `${name}: ${String(text)}\r\n`),
  );
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}connection: Upgrade\r\nupgrade: websocket\r\n\r\n`;
}
