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

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
