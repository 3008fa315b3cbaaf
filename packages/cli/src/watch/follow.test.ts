import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@slipway/api';
import { afterEach, describe, expect, test } from 'vitest';
import { follow } from './follow.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let close: (() => void) | undefined;
afterEach(() => close?.());

/** A real server that answers each connection by the next script. */
async function serve(...answers: Answer[]): Promise<string> {
  const server = createServer((request, response) => answers.shift()?.(response, request));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stream(...frames: string[]): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const frame of frames) response.write(frame);
    response.end();
  };
}

interface Followed {
  events: string[];
  lost: string[];
  resumedAfter: (string | undefined)[];
}

/** Follows until `count` events came. */
async function followed(url: string, count: number): Promise<Followed> {
  const ended = new AbortController();
  const seen: Followed = { events: [], lost: [], resumedAfter: [] };
  await follow({
    clientAfter: (id) => {
      seen.resumedAfter.push(id);
      return createClient({ url });
    },
    project: 'academy',
    signal: ended.signal,
    random: () => 0,
    onEvent: ({ data }) => {
      if (seen.events.push(data) === count) ended.abort();
    },
    onLost: (why) => seen.lost.push(why),
  });
  return seen;
}

describe('following events', () => {
  test('goes on after the last event when the stream ends, also in the middle of a frame', async () => {
    const url = await serve(stream('id: 7\ndata: a\n\n', 'id: 8\ndata: hal'), stream('id: 8\ndata: b\n\n'));

    const { events, lost, resumedAfter } = await followed(url, 2);

    expect(events).toEqual(['a', 'b']);
    expect(lost).toEqual(['the server ended the stream']);
    expect(resumedAfter).toEqual([undefined, '7']);
  });

  test.each([429, 500, 502, 503, 504])('tries again after %i', async (status) => {
    const url = await serve((response) => response.writeHead(status).end(), stream('data: a\n\n'));
    const { events, lost } = await followed(url, 1);
    expect(events).toEqual(['a']);
    expect(lost).toHaveLength(1);
  });

  test.each([401, 403, 404])('gives up after %i, which no retry mends', async (status) => {
    const url = await serve((response) => response.writeHead(status).end());
    await expect(followed(url, 1)).rejects.toThrow(String(status));
  });

  test('tries again when the connection is cut', async () => {
    const url = await serve((response) => response.destroy(), stream('data: a\n\n'));
    expect((await followed(url, 1)).lost).toHaveLength(1);
  });
});
