import type { ServerResponse } from 'node:http';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';

/**
 * Tells open pages that flags changed. A page carries the generation it was made in, and the first message on a
 * connection carries the present one: a change between the two, or during a lost connection, is noticed.
 */
export interface Live {
  generation(): string;
  join(response: ServerResponse): void;
  /** No names means any flag: a provider need not know which ones a change touches. */
  announce(flags: string[]): void;
  close(): void;
}

const HEARTBEAT_MS = 20_000;

export function createLive(bootId: string): Live {
  const listeners = new Set<ServerResponse>();
  let changes = 0;
  const generation = (): string => `${bootId}.${changes}`;
  const send = (event: string, data: object): void => {
    const message = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const listener of listeners) listener.write(message);
  };
  const heartbeat = setInterval(() => send('beat', {}), HEARTBEAT_MS).unref();

  return {
    generation,
    join(response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ generation: generation() })}\n\n`);
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
    },
    announce(flags) {
      changes += 1;
      send('change', { generation: generation(), flags: flags.length > 0 ? flags : null });
    },
    close() {
      clearInterval(heartbeat);
      for (const listener of listeners) listener.end();
    },
  };
}

/** Ready counts as a change: the pages sent before it were made with the defaults. */
export function followFlags(live: Live): void {
  OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
    const changed: unknown = details?.flagsChanged;
    live.announce(Array.isArray(changed) ? changed.map(String) : []);
  });
  OpenFeature.addHandler(ProviderEvents.Ready, () => live.announce([]));
}
