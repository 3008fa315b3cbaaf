import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from './log.ts';
import { openSession } from './session.ts';

export interface ListenOptions {
  readonly log: Log;
  /** After each later connection: notifications sent meanwhile are lost, so look what changed. */
  readonly onReconnect?: () => void;
  /** How often to ask a quiet connection whether it lives; unanswered for as long again, it is dropped. Default 5,000. */
  readonly heartbeatMs?: number;
  /** 0 ≤ value < 1; spreads replicas that lost the same server. */
  readonly random?: () => number;
}

export interface Listener {
  /** Resolves when LISTEN first holds. */
  readonly ready: Promise<void>;
  isConnected(): boolean;
  close(): Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Listens on a connection of its own, connecting again for ever until closed. */
export function listen(
  url: string,
  channels: readonly string[],
  onNotify: (channel: string, payload: string) => void,
  options: ListenOptions,
): Listener {
  const { log, onReconnect, heartbeatMs = 5_000, random = Math.random } = options;
  const closed = new AbortController();
  const first = Promise.withResolvers<void>();
  let session: pg.Client | undefined;

  const connect = async (): Promise<pg.Client> => {
    const fresh = await openSession(url, 'slipway listener');
    fresh.on('notification', ({ channel, payload }) => onNotify(channel, payload ?? ''));
    await fresh.query(channels.map((channel) => `listen ${fresh.escapeIdentifier(channel)}`).join(';'));
    return fresh;
  };

  const run = async (): Promise<void> => {
    for (let attempt = 0, connections = 0; !closed.signal.aborted; attempt += 1) {
      try {
        session = await connect();
        attempt = 0;
        connections += 1;
        first.resolve();
        if (connections > 1) onReconnect?.();
        await untilLost(session, heartbeatMs, closed.signal);
      } catch (error) {
        log.debug({ err: error, attempt }, 'listening for database notifications failed');
      }
      drop(session);
      session = undefined;
      if (closed.signal.aborted) return;
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + random() / 2);
      await sleep(pauseMs, undefined, { signal: closed.signal }).catch(() => undefined);
    }
  };
  const running = run();

  const close = async (): Promise<void> => {
    closed.abort();
    await running;
  };
  return { ready: first.promise, isConnected: () => session !== undefined, close };
}

/** Resolves when the connection is lost, silent or no longer wanted. */
async function untilLost(session: pg.Client, heartbeatMs: number, closed: AbortSignal): Promise<void> {
  const ended = new AbortController();
  session.once('end', () => ended.abort());
  const stop = AbortSignal.any([ended.signal, closed]);
  while (!stop.aborted) {
    await sleep(heartbeatMs, undefined, { signal: stop }).catch(() => undefined);
    if (!stop.aborted && !(await isAnswering(session, heartbeatMs, stop))) return;
  }
}

async function isAnswering(session: pg.Client, patienceMs: number, stop: AbortSignal): Promise<boolean> {
  const answered = session.query('select 1').then(
    () => true,
    () => false,
  );
  const tooLate = sleep(patienceMs, false, { signal: stop }).catch(() => false);
  return Promise.race([answered, tooLate]);
}

/** Not `end()`, which waits for a server that may be silent. */
function drop(session: pg.Client | undefined): void {
  if (session && 'connection' in session) session.connection.stream.destroy();
}
