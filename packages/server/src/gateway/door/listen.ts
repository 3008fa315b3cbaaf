import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 20;
const PAUSE_MS = 250;

/** Answers the port. One that an ending gateway still holds is waited for, for a few seconds. */
export async function listenPatiently(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listen(server, host, port);
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || attempt === TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  // Throws what the server emits as an error, and leaves no listener behind.
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
