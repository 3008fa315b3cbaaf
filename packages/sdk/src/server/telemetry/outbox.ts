import type { Logger } from '@openfeature/server-sdk';
import type { Telemetry } from '@slipway/engine';
import { probeDelayMs, reconnectDelayMs } from '../backoff.ts';
import { messageOf, startCall } from '../call.ts';
import { describeFailure, type Failure, type Server, send } from '../http.ts';
import type { Platform, Timer } from '../platform.ts';
import { bounds } from './bounds.ts';

/** Sends batches in order, each until it is accepted; a batch keeps its id, so the server counts it once. */
export interface Outbox {
  push(batch: Telemetry): void;
  /** Waits for what is queued, at most `bounds.finalFlushMs`, and stops. */
  close(): Promise<void>;
  /** Batches given up: the queue was full, or the server will never take them. */
  dropped(): number;
  size(): number;
}

type Sent = 'accepted' | 'never' | { retryAfterMs: number };

/** Answers that repeating the same body cannot change. */
const isFinal = (failure: Failure): boolean =>
  failure.kind === 'refused' &&
  failure.status >= 300 &&
  failure.status < 500 &&
  ![408, 425, 429].includes(failure.status);

export function createOutbox(platform: Platform, server: Server, logger: Logger): Outbox {
  const closing = new AbortController();
  let queue: string[] = [];
  let queuedBytes = 0;
  let attempt = 0;
  let dropped = 0;
  let sending: Promise<void> | undefined;
  let retry: Timer | undefined;

  function dropOldest(): void {
    queuedBytes -= queue.shift()?.length ?? 0;
    dropped += 1;
  }

  async function post(body: string): Promise<Sent> {
    const call = startCall(platform, closing.signal);
    try {
      const headers = { 'content-type': 'application/json' };
      const answer = await send(platform, server, call, {
        path: '/sdk/v1/telemetry',
        method: 'POST',
        headers,
        body,
      });
      return answer instanceof Response ? 'accepted' : afterFailure(answer);
    } catch (error) {
      return afterFailure({ kind: 'failed', reason: messageOf(error) });
    } finally {
      call.abort('done');
    }
  }

  function afterFailure(failure: Failure): Sent {
    logger.debug(`Slipway telemetry waits: ${describeFailure(failure)}.`);
    if (isFinal(failure)) return 'never';
    if (failure.kind === 'unauthorized') return { retryAfterMs: probeDelayMs(platform.random) };
    const backoffMs = reconnectDelayMs(attempt, platform.random);
    return {
      retryAfterMs: Math.max(backoffMs, failure.kind === 'refused' ? (failure.retryAfterMs ?? 0) : 0),
    };
  }

  async function drain(): Promise<void> {
    for (let body = queue[0]; body !== undefined && !closing.signal.aborted; body = queue[0]) {
      const sent = await post(body);
      if (typeof sent === 'object') {
        attempt += 1;
        retry = platform.setTimer(start, sent.retryAfterMs);
        return;
      }
      attempt = 0;
      // While it was sent, a full queue may have dropped it.
      if (queue[0] === body) queuedBytes -= queue.shift()?.length ?? 0;
      if (sent === 'never') dropped += 1;
    }
  }

  function start(): void {
    retry?.cancel();
    retry = undefined;
    sending ??= drain().finally(() => {
      sending = undefined;
    });
  }

  return {
    push(batch) {
      const body = JSON.stringify(batch);
      queue.push(body);
      queuedBytes += body.length;
      while (queue.length > bounds.batches || queuedBytes > bounds.queuedBytes) dropOldest();
      if (retry === undefined) start();
    },
    async close() {
      const limit = platform.setTimer(() => closing.abort(), bounds.finalFlushMs, true);
      start();
      await sending;
      limit.cancel();
      retry?.cancel();
      closing.abort();
      queue = [];
    },
    dropped: () => dropped,
    size: () => queue.length,
  };
}
