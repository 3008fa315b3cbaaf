import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../platform/db/index.ts';
import { type Child, startChild } from './child.ts';
import type { Command, Report } from './messages.ts';

/** For people: what happened and what to do. */
class GatewayError extends Error {
  override readonly name = 'GatewayError';
}

export interface KeeperOptions {
  log: Log;
  hear: (report: Report, from: Child) => void;
  /** What a process is told first. */
  opening: () => Promise<Command>;
  /** Which process serves now; undefined: none. */
  onChild: (child: Child | undefined) => void;
  onListening: (port: number) => void;
}

/** Keeps one process open: starts it when it is wanted first, and again whenever it ends unasked. */
export interface Keeper {
  /** Throws `GatewayError` when it cannot listen. Safe to repeat. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const BACKOFF_MS = [0, 200, 500, 1_000, 2_000, 5_000] as const;

export function createKeeper(options: KeeperOptions): Keeper {
  const { log, onChild } = options;
  const closing = new AbortController();
  let child: Child | undefined;
  let opening: Promise<void> | undefined;
  let keeping = Promise.resolve();

  const open = async (): Promise<void> => {
    const next = await launch(options, (started) => {
      child = started;
    });
    onChild(next);
    keeping = keep(next);
  };

  const keep = async (first: Child): Promise<void> => {
    let serving: Child | undefined = first;
    while (serving) {
      const how = await serving.ended;
      onChild(undefined);
      if (closing.signal.aborted) return;
      log.error({ how }, 'the gateway ended unexpectedly; starting it again');
      serving = await again();
      onChild(serving);
    }
  };

  const again = async (): Promise<Child | undefined> => {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      const pause = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)];
      await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return undefined;
      try {
        return await launch(options, (started) => {
          child = started;
        });
      } catch (error) {
        log.error({ err: error, attempt }, 'the gateway could not be started again');
      }
    }
    return undefined;
  };

  return {
    start() {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    async close() {
      closing.abort();
      await child?.stop();
      await opening?.catch(() => undefined);
      await keeping;
    },
  };
}

/** Resolves when the new process listens. */
async function launch(options: KeeperOptions, onStarted: (child: Child) => void): Promise<Child> {
  const listening = Promise.withResolvers<number>();
  const child = startChild((report, from) => {
    if (report.type === 'started') {
      options.opening().then((command) => from.send(command), listening.reject);
    } else if (report.type === 'listening') listening.resolve(report.port);
    else if (report.type === 'cannot-listen') listening.reject(cannotListen(report));
    else options.hear(report, from);
  });
  onStarted(child);
  const ended = child.ended.then((how) => {
    throw new GatewayError(`The gateway ended while it started (${how}). The log says more.`);
  });
  try {
    options.onListening(await Promise.race([listening.promise, ended]));
    ended.catch(() => undefined);
    return child;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

function cannotListen({ code, message }: { code: string; message: string }): GatewayError {
  if (code === 'EADDRINUSE')
    return new GatewayError(
      `${message} is in use by another program. Stop it, or choose another port for the gateway with --gateway-port.`,
    );
  if (code === 'EACCES')
    return new GatewayError(
      `No permission for ${message}. Choose a port above 1023 for the gateway with --gateway-port.`,
    );
  return new GatewayError(`The gateway cannot listen on ${message} (${code}).`);
}
