import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../packages/server/src/platform/postgres/index.ts';

export interface TestServer {
  readonly server: EmbeddedPostgres;
  stop(): Promise<void>;
}

const quick = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '150',
  shared_buffers: '64MB',
};

/** A throw-away server that ends, and whose files go, however this process ends. */
export async function startTestServer(): Promise<TestServer> {
  const folder = await temporaryFolder('slipway-test-postgres-');
  const server = await startEmbeddedPostgres({
    folder,
    log: pino({ level: 'warn' }),
    settings: quick,
    durable: false,
  });
  const watcher = outlive(folder, server.folder);
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
    watcher.stdin?.end();
  };
  return { server, stop };
}

/** A fresh folder that the database's account can pass through. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o711);
  return folder;
}

/** Waits on a pipe that closes with our process, then cleans up. After an orderly stop it finds nothing to do. */
function outlive(folder: string, serverFolder: string): ChildProcess {
  const script = `
    cat > /dev/null
    pid=$(head -n 1 "$1/data/postmaster.pid" 2> /dev/null) && kill -QUIT "$pid" 2> /dev/null
    while [ -n "$pid" ] && kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
    rm -rf "$0"`;
  const watcher = spawn('/bin/sh', ['-c', script, folder, serverFolder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  return watcher;
}
