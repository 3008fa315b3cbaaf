import { ApiError, type Client, watchEvents } from '@slipway/api';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface FollowOptions {
  /** A client that goes on after the event of this id; without one, from now on. */
  clientAfter: (eventId: string | undefined) => Client;
  project: string;
  signal: AbortSignal;
  /** A number from 0 to 1, for the pause before a new attempt. */
  random: () => number;
  onEvent: (event: EventSourceMessage) => void;
  /** Told of each lost connection and of the pause before the next attempt. */
  onLost: (why: string, pauseMs: number) => void;
}

/** The server says something every 15 s; three missed ones mean that nobody is there. */
const SILENT_AFTER_MS = 45_000;
const LONGEST_PAUSE_MS = 10_000;

/** Follows events until the signal, reconnecting with full jitter. Throws for refusals that no retry mends. */
export async function follow(options: FollowOptions): Promise<void> {
  const { signal } = options;
  const progress: Progress = { failures: 0, lastId: undefined };
  while (!signal.aborted) {
    const attempt = new AbortController();
    const end = (): void => attempt.abort();
    signal.addEventListener('abort', end, { once: true });
    const why = await followOnce(options, attempt, progress).catch((error: unknown) =>
      retryable(error, signal),
    );
    signal.removeEventListener('abort', end);
    if (signal.aborted) return;
    const pauseMs = options.random() * Math.min(LONGEST_PAUSE_MS, 500 * 2 ** progress.failures++);
    options.onLost(why, pauseMs);
    await pause(pauseMs, signal);
  }
}

interface Progress {
  failures: number;
  /** Of the last event seen: a reconnection neither repeats a change nor leaves one out. */
  lastId: string | undefined;
}

/** Resolves with the reason when the stream ends. */
async function followOnce(
  { clientAfter, project, onEvent }: FollowOptions,
  attempt: AbortController,
  progress: Progress,
): Promise<string> {
  const response = await clientAfter(progress.lastId).open(watchEvents, {
    params: { project },
    signal: attempt.signal,
  });
  if (response.body === null) return 'the answer was empty';
  let isSilent = false;
  const silence = setTimeout(() => {
    isSilent = true;
    attempt.abort();
  }, SILENT_AFTER_MS);
  try {
    const parser = createParser({
      onEvent: (event) => {
        progress.lastId = event.id ?? progress.lastId;
        onEvent(event);
      },
    });
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      progress.failures = 0;
      silence.refresh();
      parser.feed(text);
    }
    return 'the server ended the stream';
  } catch (error) {
    if (isSilent) return `nothing heard for ${SILENT_AFTER_MS / 1000} s`;
    throw error;
  } finally {
    clearTimeout(silence);
  }
}

const MENDED_BY_TIME = [429, 500, 502, 503, 504];

function retryable(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'interrupted';
  if (error instanceof ApiError && !MENDED_BY_TIME.includes(error.status)) throw error;
  return error instanceof Error ? error.message : String(error);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
