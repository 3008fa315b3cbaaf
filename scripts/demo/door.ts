import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Keeper } from './keeper.ts';
import { signInAs } from './people.ts';
import { project } from './provision.ts';

interface Door {
  /** Opens the dashboard, signed in; for this machine, and for as long as the demo runs. */
  url: string;
}

/**
 * A page on another port of this machine that signs its visitor in: browsers keep cookies by host, not by port. Its path
 * is a secret, so that no other page can send somebody through it.
 */
export async function openDoor(
  { url, password, port }: { url: string; password: string; port: number },
  keeper: Keeper,
): Promise<Door> {
  const path = `/${randomBytes(12).toString('base64url')}`;
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== path) return end(response, 404, {});
    signInAs(url, 'demo', password).then(
      ({ cookies }) =>
        end(response, 302, {
          'set-cookie': cookies,
          'cache-control': 'no-store',
          location: `${url}/projects/${project}`,
        }),
      () => end(response, 502, {}),
    );
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  keeper.keep({ stop: () => close(server) });
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : port;
  return { url: `http://127.0.0.1:${own}${path}` };
}

function end(response: ServerResponse, status: number, headers: Record<string, string | string[]>): void {
  response.writeHead(status, headers).end();
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
