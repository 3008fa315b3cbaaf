import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Client, createClient } from '@slipway/api';

export interface Server {
  readonly url: string;
  readonly client: Client;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');
const token = 'slw_admin_benchmark-token-that-lives-for-one-run-0123456789';

/** The real server in a process of its own, on an embedded database as durable as in production. */
export async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-propagation-'));
  await chmod(folder, 0o711); // PostgreSQL’s account has to pass
  const args = ['--conditions=@slipway/source', 'packages/server/src/main.ts'];
  const ports = ['--port', '0', '--delivery-port', '0', '--data', join(folder, 'data')];
  const server = spawn(process.execPath, [...args, ...ports], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SLIPWAY_ADMIN_TOKEN: token,
      SLIPWAY_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  const url = await Promise.race([
    readyUrl(server.stdout),
    ended.then(([code]) => Promise.reject(new Error(`The server ended with ${code}.`))),
  ]);
  return {
    url,
    client: createClient({ url, token }),
    async stop() {
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readyUrl(output: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += chunk;
    const url = /^Slipway ready at (\S+)$/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('The server said no address.');
}
