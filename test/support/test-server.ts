import { spawn } from 'node:child_process';
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

/** A throw-away server, quick rather than durable. */
export async function startTestServer(): Promise<TestServer> {
  const folder = await temporaryFolder('slipway-test-postgres-');
  const log = pino({ level: 'warn' });
  const server = await startEmbeddedPostgres({ folder, log, settings: quick, durable: false });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { server, stop };
}

/** A fresh folder that the database's account can pass through. It goes, and servers on it end, with this process. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o711);
  outlive(folder);
  return folder;
}

/** Waits on a pipe that closes however this process ends, then cleans up. Mostly it finds nothing left to do. */
function outlive(folder: string): void {
  const script = `
    cat > /dev/null
    for file in "$0"/data/postmaster.pid "$0"/*/data/postmaster.pid; do
      pid=$(head -n 1 "$file" 2> /dev/null) || continue
      kill -QUIT "$pid" 2> /dev/null
      while kill -0 "$pid" 2> /dev/null && [ -e "$file" ]; do sleep 0.05; done
    done
    for attempt in 1 2 3 4 5; do rm -rf "$0" 2> /dev/null && break; sleep 0.5; done`;
  const watcher = spawn('/bin/sh', ['-c', script, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
}
