import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../db/index.ts';
import { endOrphans, killRemaining, processesOf, removeLockFiles, signal } from './processes.ts';
import { adopt, type Launch, launch, type RunningServer } from './server.ts';
import { refuseInvisible } from './session-lock.ts';

export interface Supervisor {
  pid(): number | undefined;
  onRestart(listener: () => void): () => void;
  stop(): Promise<void>;
  /** Looks after it no longer; it runs on. */
  leave(): void;
}

const BACKOFF_MS = [0, 100, 200, 500, 1_000, 2_000] as const;
const STOP_MS = 20_000;

export interface Supervision {
  /** The server outlives this process, and one that an earlier process left running is taken over. */
  readonly adopts: boolean;
}

/** Starts the server, and again whenever it ends unasked. */
export async function supervise(options: Launch, log: Log, { adopts }: Supervision): Promise<Supervisor> {
  const listeners = new Set<() => void>();
  let stopping = false;
  let server: RunningServer | undefined =
    (adopts ? await adoptLeft(options, log) : undefined) ?? (await startClean(options, log));
  const atExit = (): void => {
    if (server) signal(server.pid, 'SIGINT');
  };
  if (!adopts) process.once('exit', atExit);

  const keepRunning = async (): Promise<void> => {
    while (server) {
      const how = await server.ended;
      server = undefined;
      if (stopping) return;
      log.error({ how }, 'PostgreSQL ended unexpectedly; starting it again');
      server = await restart(options, log, () => stopping);
      if (server) for (const listener of listeners) listener();
    }
  };
  const watching = keepRunning();

  const stop = async (): Promise<void> => {
    stopping = true;
    if (server) await stopServer(options, server);
    await watching;
    process.off('exit', atExit);
  };
  const onRestart = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const leave = (): void => {
    stopping = true;
    server?.letGo();
    process.off('exit', atExit);
  };
  return { pid: () => server?.pid, onRestart, stop, leave };
}

async function adoptLeft(options: Launch, log: Log): Promise<RunningServer | undefined> {
  const server = await adopt(options);
  if (server) log.info({ pid: server.pid }, 'taking over the PostgreSQL server that was left running');
  return server;
}

async function startClean(options: Launch, log: Log): Promise<RunningServer> {
  await endOrphans(options.place, log);
  await refuseInvisible(options.adminUrl, options.place.folder);
  await removeLockFiles(options.place);
  try {
    return await launch(options);
  } catch (error) {
    await killRemaining(options.place);
    throw error;
  }
}

async function restart(
  options: Launch,
  log: Log,
  isStopping: () => boolean,
): Promise<RunningServer | undefined> {
  for (let attempt = 0; !isStopping(); attempt += 1) {
    await sleep(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)]);
    try {
      const server = await startClean(options, log);
      if (!isStopping()) return server;
      await stopServer(options, server);
    } catch (error) {
      log.error({ err: error, attempt }, 'PostgreSQL could not be started again');
    }
  }
  return undefined;
}

/** Fast shutdown: sessions end, a checkpoint is written. A server that hangs is killed; the log replays what it held. */
async function stopServer({ place }: Launch, server: RunningServer): Promise<void> {
  signal(server.pid, 'SIGINT');
  const patience = new AbortController();
  const gone = await Promise.race([server.ended, sleep(STOP_MS, undefined, { signal: patience.signal })]);
  patience.abort();
  if (gone !== undefined && (await processesOf(place)).length === 0) return;
  await killRemaining(place);
  await server.ended;
}
