import type { Logger } from '@openfeature/server-sdk';
import type { EventSourceMessage } from 'eventsource-parser';
import { probeDelayMs, reconnectDelayMs } from './backoff.ts';
import { type Call, messageOf, pause, startCall } from './call.ts';
import { type HeldRuleset, isBefore, type Offer, type Position } from './held-ruleset.ts';
import { describeFailure, type Failure, readText, type Server, send } from './http.ts';
import { limits } from './limits.ts';
import type { Platform } from './platform.ts';
import { followStream } from './stream.ts';
import {
  MalformedPayload,
  parseHeartbeat,
  parsePatchEvent,
  parseRuleset,
  parseRulesetEvent,
} from './wire.ts';

export interface DeliveryListener {
  /** Something valid came; `serverNow` in epoch milliseconds. Called before the event takes effect. */
  onContact(serverNow: number): void;
  /** The event has taken effect. */
  onSettled(): void;
  /** A connection, or the attempt at one, ended. */
  onLost(failure: Failure): void;
}

/** Keeps one stream open for as long as it runs, and the held ruleset up to date through it. */
export interface Delivery {
  start(): void;
  stop(): void;
}

/** Offers that leave the held ruleset as it should be. */
const settled: readonly Offer[] = ['applied', 'same', 'older'];

export function createDelivery(
  platform: Platform,
  server: Server,
  held: HeldRuleset,
  listener: DeliveryListener,
  logger: Logger,
): Delivery {
  const closing = new AbortController();
  const random = platform.random;
  let lastEventId: string | undefined;

  function lagsBehind(wanted: Position): boolean {
    const current = held.current();
    return current === undefined || isBefore(current, wanted);
  }

  function contact(serverNow: number, take: () => Offer, position: Position, id: string | undefined): Offer {
    listener.onContact(serverNow);
    const offer = take();
    const current = held.current();
    if (id !== undefined && current?.epoch === position.epoch && current.version === position.version)
      lastEventId = id;
    listener.onSettled();
    return offer;
  }

  async function fetchFull(call: Call): Promise<Offer> {
    const response = await send(platform, server, call, { path: '/sdk/v1/ruleset' });
    if (!(response instanceof Response)) throw new Error(describeFailure(response));
    const ruleset = parseRuleset(await call.within(readText(response, call), limits.downloadMs));
    const serverNow = Number(response.headers.get('slipway-now') ?? Number.NaN);
    if (!Number.isFinite(serverNow)) return held.offer(ruleset);
    return contact(serverNow, () => held.offer(ruleset), ruleset, undefined);
  }

  /** Fetches full rulesets until `wanted` is reached; a server that cannot give it is worth no stream either. */
  async function resync(call: Call, wanted: () => Position): Promise<void> {
    for (let tries = 0; lagsBehind(wanted()); tries += 1) {
      lastEventId = undefined;
      if (tries === 3) throw new Error('the full ruleset stays behind the stream');
      const offer = await fetchFull(call);
      if (!settled.includes(offer)) throw new Error(`the full ruleset is of no use (${offer})`);
    }
  }

  function createEventHandler(call: Call): (message: EventSourceMessage) => boolean {
    let isFetching = false;
    let wanted: Position = { epoch: 0, version: 0 };

    async function catchUp(position: Position): Promise<void> {
      if (isBefore(wanted, position)) wanted = position;
      if (isFetching) return;
      isFetching = true;
      try {
        await resync(call, () => wanted);
      } catch (error) {
        call.abort(messageOf(error));
      }
      isFetching = false;
    }

    const handlers: Record<string, (message: EventSourceMessage) => void> = {
      ruleset({ data, id }) {
        const { ruleset, now } = parseRulesetEvent(data);
        const offer = contact(now, () => held.offer(ruleset), ruleset, id);
        if (!settled.includes(offer)) throw new MalformedPayload(`a full ruleset is of no use (${offer})`);
      },
      patch({ data, id }) {
        const patch = parsePatchEvent(data);
        const position = { epoch: patch.epoch, version: patch.to };
        const offer = contact(patch.now, () => held.offerPatch(patch), position, id);
        if (!settled.includes(offer)) void catchUp(position);
      },
      heartbeat({ data }) {
        const beat = parseHeartbeat(data);
        contact(beat.now, () => 'same', beat, undefined);
        if (lagsBehind(beat)) void catchUp(beat);
      },
    };

    return (message) => {
      const handle = Object.hasOwn(handlers, message.event ?? '') ? handlers[message.event ?? ''] : undefined;
      handle?.(message);
      return handle !== undefined;
    };
  }

  async function connect(onHealthy: () => void): Promise<Failure> {
    const call = startCall(platform, closing.signal);
    try {
      const headers = { accept: 'text/event-stream', ...(lastEventId && { 'last-event-id': lastEventId }) };
      const response = await send(platform, server, call, { path: '/sdk/v1/stream', headers });
      if (!(response instanceof Response)) return response;
      const handle = createEventHandler(call);
      const startedAt = platform.monotonicNow();
      const reason = await followStream(platform, response, call, (message) => {
        const isUseful = handle(message);
        if (isUseful && platform.monotonicNow() - startedAt > limits.healthyMs) onHealthy();
        return isUseful;
      });
      return { kind: 'failed', reason };
    } catch (error) {
      if (error instanceof MalformedPayload) lastEventId = undefined;
      return { kind: 'failed', reason: messageOf(error) };
    } finally {
      call.abort('done');
    }
  }

  /** A token that has been rotated meanwhile is tried at once; a refused one is only probed. */
  async function delayAfter(failure: Failure, attempt: number): Promise<number> {
    const backoffMs = reconnectDelayMs(attempt, random);
    if (failure.kind === 'refused') return Math.max(backoffMs, failure.retryAfterMs ?? 0);
    if (failure.kind === 'failed') return backoffMs;
    return (await isRotated(failure.token)) ? backoffMs : probeDelayMs(random);
  }

  async function isRotated(token: string): Promise<boolean> {
    const call = startCall(platform, closing.signal);
    try {
      return (await call.within(server.readToken(), limits.answerMs)) !== token;
    } catch {
      return false;
    } finally {
      call.abort('done');
    }
  }

  async function run(): Promise<void> {
    let attempt = 0;
    let complaint = '';
    while (!closing.signal.aborted) {
      const failure = await connect(() => {
        attempt = 0;
        complaint = '';
      });
      if (closing.signal.aborted) return;
      listener.onLost(failure);
      const delayMs = await delayAfter(failure, attempt);
      const why = describeFailure(failure);
      const fallback = held.current() === undefined ? 'Code defaults apply' : 'Last known flags stay in use';
      if (why !== complaint) logger.warn(`Slipway at ${server.url}: ${why}. ${fallback}; reconnecting.`);
      complaint = why;
      attempt += 1;
      await pause(platform, delayMs, closing.signal);
    }
  }

  return {
    start: () => void run(),
    stop: () => closing.abort(),
  };
}
