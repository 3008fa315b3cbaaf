import { expect, test } from 'vitest';
import { readEvents } from './events.ts';

test('events are handed on, also where they are cut, until the last one', async () => {
  const parts = [
    'event: line\nda',
    'ta: {"text":"ü"}\n\nevent: end\ndata: {}\n\nevent: line\ndata: late\n\n',
  ];
  const seen: string[] = [];

  await readEvents(new Response(new Blob(parts)), ({ event, data }) => {
    seen.push(`${event} ${data}`);
    return event === 'end' ? 'last' : undefined;
  });

  expect(seen).toEqual(['line {"text":"ü"}', 'end {}']);
});
