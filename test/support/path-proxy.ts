import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PathProxy {
  /** Where the world finds what is behind it. */
  readonly publicUrl: string;
  /** Begins to pass requests on. */
  serve(target: string): void;
  close(): Promise<void>;
}

export interface PathProxyOptions {
  /** Such as `/slipway`; anything else is somebody else’s. */
  path: string;
  /** Whether what is behind it sees the path too. */
  isKept: boolean;
}

/** A reverse proxy that publishes a server below a path, as companies do. */
export async function startPathProxy({ path, isKept }: PathProxyOptions): Promise<PathProxy> {
  let target = 'http://127.0.0.1:1';
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (!url.startsWith(path)) return void response.writeHead(404).end('another application');
    pass(request, response, `${target}${isKept ? url : url.slice(path.length) || '/'}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    publicUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    serve(to) {
      target = to;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** With the host that the browser asked for. */
function pass(request: IncomingMessage, response: ServerResponse, to: string): void {
  const { method, headers } = request;
  const outgoing = httpRequest(to, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  request.pipe(outgoing);
}
