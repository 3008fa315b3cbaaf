import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** Hands on every event of an answer until it ends, or until `onEvent` says that it was the last. */
export async function readEvents(
  response: Response,
  onEvent: (event: EventSourceMessage) => 'last' | undefined,
): Promise<void> {
  if (response.body === null) return;
  let isOver = false;
  const parser = createParser({
    onEvent: (event) => {
      if (!isOver && onEvent(event) === 'last') isOver = true;
    },
  });
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    parser.feed(text);
    if (isOver) return;
  }
}
