import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Call } from './call.ts';
import { readBody } from './http.ts';
import { limits } from './limits.ts';
import type { Platform } from './platform.ts';

/** Reads server-sent events until the stream ends; returns or throws why. `onEvent` says whether the event was of any use. */
export async function followStream(
  platform: Platform,
  response: Response,
  call: Call,
  onEvent: (message: EventSourceMessage) => boolean,
): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    return 'the answer is no event stream';
  let usefulAt = platform.monotonicNow();
  const parser = createParser({
    maxBufferSize: limits.payloadBytes,
    onEvent: (message) => {
      if (onEvent(message)) usefulAt = platform.monotonicNow();
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw new Error('an event is too large');
    },
  });
  const feed = (text: string): void => {
    parser.feed(text);
    if (platform.monotonicNow() - usefulAt > limits.zombieMs) throw new Error('the stream carries no events');
  };
  await readBody(response, call, feed);
  return 'the stream ended';
}
