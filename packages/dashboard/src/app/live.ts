import { type Change, type Receipts, watchEvents } from '@slipway/api';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { useEffect, useSyncExternalStore } from 'react';
import { createSignal } from '../ui/signal.ts';
import { client, forget } from './api.ts';
import { noteChange } from './glow.ts';
import { touchedBy } from './touched.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

export type LiveEvent =
  | { kind: 'change'; change: Change }
  | { kind: 'receipts'; receipts: Receipts }
  | { kind: 'activity'; environment: string }
  | { kind: 'run'; environment: string };

const heardSignal = createSignal<[event: LiveEvent, project: string]>();
const stateSignal = createSignal();
let state: LiveState = 'connecting';
let hasListened = false;

/** Heartbeats come every 15 s: a stream silent for longer is dead. */
const SILENCE_MS = 40_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** What pages other than queries want to hear, such as the list of flags, which fetches single rows. */
export const onLive = heardSignal.subscribe;

export function useLiveState(): LiveState {
  return useSyncExternalStore(stateSignal.subscribe, () => state);
}

/** Follows a project while mounted, unless whoever looks may not. */
export function useLive(project: string, isAllowed: boolean): void {
  useEffect(() => {
    if (!isAllowed) return;
    const stop = new AbortController();
    void follow(project, stop.signal);
    return () => stop.abort();
  }, [project, isAllowed]);
}

function turn(next: LiveState): void {
  if (state === next) return;
  state = next;
  stateSignal.tell();
}

async function follow(project: string, stop: AbortSignal): Promise<void> {
  let lastEventId: string | null = null;
  let waitMs = FIRST_WAIT_MS;
  turn('connecting');
  while (!stop.aborted) {
    const heard = await listen(project, lastEventId, stop, () => {
      waitMs = FIRST_WAIT_MS;
    });
    lastEventId = heard ?? lastEventId;
    if (stop.aborted) return;
    turn('reconnecting');
    // Full jitter, so that a restart is not met by everybody at once.
    await pause(Math.random() * waitMs, stop);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** Reads one connection to its end; answers the id of the last change. */
async function listen(
  project: string,
  lastEventId: string | null,
  stop: AbortSignal,
  onOpen: () => void,
): Promise<string | null> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  let last: string | null = null;
  try {
    const response = await client.open(watchEvents, {
      params: { project },
      signal: AbortSignal.any([stop, silence.signal]),
      ...(lastEventId === null ? {} : { lastEventId }),
    });
    onOpen();
    const isAgain = hasListened;
    hasListened = true;
    turn('live');
    // What happened in between, also on pages without a stream, may be more than changes: receipts, members.
    if (isAgain) await forget([...touchedBy.everything]);
    if (!response.body) return last;
    const events = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const { event, data, id } of readable(events)) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      last = id ?? last;
      hear(project, event, data);
    }
  } catch {
    // Any failure is met by another attempt.
  } finally {
    clearTimeout(timer);
  }
  return last;
}

function hear(project: string, event: string | undefined, data: string): void {
  const heard = parse(event, data);
  if (!heard) return;
  if (heard.kind === 'change') noteChange(heard.change);
  const place: Record<string, string> = heard.kind === 'run' ? { environment: heard.environment } : {};
  void forget(touchedBy.event(heard), { project, ...place });
  heardSignal.tell(heard, project);
}

function parse(event: string | undefined, data: string): LiveEvent | null {
  const content: unknown = JSON.parse(data);
  if (event === 'change') return { kind: 'change', change: content as Change };
  if (event === 'receipts') return { kind: 'receipts', receipts: content as Receipts };
  if (event === 'activity' || event === 'run')
    return { kind: event, environment: (content as { environment: string }).environment };
  return null;
}

async function* readable<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
