import type { Logger } from '@openfeature/server-sdk';
import { probeDelayMs, reconnectDelayMs } from './backoff.ts';
import { type Call, messageOf, pause, startCall } from './call.ts';
import type { HeldRuleset } from './held-ruleset.ts';
import { describeFailure, type Failure, type Server, send } from './http.ts';
import { limits } from './limits.ts';
import type { Platform } from './platform.ts';
import { followStream } from './stream.ts';
import { createEventHandler, type Following } from './stream-events.ts';
import { MalformedPayload } from './wire.ts';

export interface DeliveryListener extends Pick<Following, 'onContact' | 'onSettled'> {
  /** A connection, or the attempt at one, ended. */
  onLost(failure: Failure): void;
}

/** Keeps one stream open for as long as it runs, and the held ruleset up to date through it. */
export interface Delivery {
  start(): void;
  stop(): void;
}

async function follow(following: Following, call: Call, onHealthy: () => void): Promise<Failure> {
  const { platform, server, lastEventId } = following;
  const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) };
  const response = await send(platform, server, call, { path: '/sdk/v1/stream', headers });
  if (!(response instanceof Response)) return response;
  const handle = createEventHandler(following, call);
  const startedAt = platform.monotonicNow();
  const reason = await followStream(platform, response, call, (message) => {
    const isUseful = handle(message);
    if (isUseful && platform.monotonicNow() - startedAt > limits.healthyMs) onHealthy();
    return isUseful;
  });
  return { kind: 'failed', reason };
}

/** One connection from beginning to end. Never rejects. */
async function connect(following: Following, closing: AbortSignal, onHealthy: () => void): Promise<Failure> {
  const call = startCall(following.platform, closing);
  try {
    return await follow(following, call, onHealthy);
  } catch (error) {
    if (error instanceof MalformedPayload) following.lastEventId = undefined;
    return { kind: 'failed', reason: messageOf(error) };
  } finally {
    call.abort('done');
  }
}

async function isRotated(
  { platform, server }: Following,
  closing: AbortSignal,
  token: string,
): Promise<boolean> {
  const call = startCall(platform, closing);
  try {
    return (await call.within(server.readToken(), limits.answerMs)) !== token;
  } catch {
    return false;
  } finally {
    call.abort('done');
  }
}

/** A token that has been rotated meanwhile is tried at once; a refused one is only probed. */
async function delayAfter(
  failure: Failure,
  attempt: number,
  following: Following,
  closing: AbortSignal,
): Promise<number> {
  const { random } = following.platform;
  const backoffMs = reconnectDelayMs(attempt, random);
  if (failure.kind === 'refused') return Math.max(backoffMs, failure.retryAfterMs ?? 0);
  if (failure.kind === 'failed') return backoffMs;
  return (await isRotated(following, closing, failure.token)) ? backoffMs : probeDelayMs(random);
}

/** Says why a connection was lost and what answers meanwhile; the same reason only once. */
function createComplaints(
  { server, held }: Following,
  logger: Logger,
): { say(why: string): void; forget(): void } {
  let last = '';
  return {
    say(why) {
      const fallback = held.current() === undefined ? 'Code defaults apply' : 'Last known flags stay in use';
      if (why !== last) logger.warn(`Slipway at ${server.url}: ${why}. ${fallback}; reconnecting.`);
      last = why;
    },
    forget() {
      last = '';
    },
  };
}

export function createDelivery(
  platform: Platform,
  server: Server,
  held: HeldRuleset,
  { onContact, onSettled, onLost }: DeliveryListener,
  logger: Logger,
): Delivery {
  const closing = new AbortController();
  const following: Following = { platform, server, held, onContact, onSettled, lastEventId: undefined };
  const complaints = createComplaints(following, logger);

  async function run(): Promise<void> {
    let attempt = 0;
    const onHealthy = (): void => {
      attempt = 0;
      complaints.forget();
    };
    while (!closing.signal.aborted) {
      const failure = await connect(following, closing.signal, onHealthy);
      if (closing.signal.aborted) return;
      onLost(failure);
      const delayMs = await delayAfter(failure, attempt, following, closing.signal);
      complaints.say(describeFailure(failure));
      attempt += 1;
      await pause(platform, delayMs, closing.signal);
    }
  }

  return {
    start: () => void run(),
    stop: () => closing.abort(),
  };
}
