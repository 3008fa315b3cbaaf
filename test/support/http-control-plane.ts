import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Ruleset, Telemetry } from '@slipway/engine';

/** The delivery half of the contract on a real socket, holding one ruleset that the test replaces. A peer for fault injection. */
export interface HttpControlPlane {
  readonly url: string;
  readonly batches: Telemetry[];
  readonly tokens: Set<string>;
  publish(ruleset: Ruleset): void;
  streams(): number;
  close(): Promise<void>;
}

export async function startHttpControlPlane(first: Ruleset): Promise<HttpControlPlane> {
  const streams = new Set<ServerResponse>();
  const batches: Telemetry[] = [];
  const tokens = new Set<string>();
  let current = first;

  function greet(response: ServerResponse): void {
    const { epoch, version } = current;
    const data = JSON.stringify({ ...current, now: Date.now() });
    response.write(`id: ${epoch}.${version}.mac\nevent: ruleset\ndata: ${data}\n\n`);
  }

  function openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    streams.add(response);
    response.on('close', () => streams.delete(response));
    greet(response);
  }

  async function takeTelemetry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    batches.push(JSON.parse(Buffer.concat(chunks).toString()) as Telemetry);
    response.writeHead(202).end();
  }

  const server = createServer((request, response) => {
    tokens.add(request.headers.authorization ?? '');
    if (request.url === '/sdk/v1/stream') return openStream(response);
    if (request.url === '/sdk/v1/telemetry') return void takeTelemetry(request, response);
    response.writeHead(200, { 'content-type': 'application/json', 'slipway-now': String(Date.now()) });
    response.end(JSON.stringify(current));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    batches,
    tokens,
    publish(ruleset) {
      current = ruleset;
      for (const stream of streams) greet(stream);
    },
    streams: () => streams.size,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
