import type { Ruleset, RulesetPatch, Telemetry } from '@slipway/engine';

/** One open stream, seen from the server's side. */
export interface ScriptedConnection {
  readonly headers: Headers;
  send(event: string, data: unknown, id?: string): void;
  raw(text: string): void;
  ruleset(ruleset: Ruleset, now?: number): void;
  patch(patch: RulesetPatch, now?: number): void;
  heartbeat(position: { epoch: number; version: number }, now?: number): void;
  end(): void;
  fail(): void;
  readonly isOpen: () => boolean;
}

/** The server's side of the SDK's `fetch`, without a socket: every connection and answer is the test's to give. */
export interface ScriptedServer {
  fetch(url: string, init: RequestInit): Promise<Response>;
  readonly connections: ScriptedConnection[];
  readonly batches: Telemetry[];
  readonly requests: { url: string; path: string; headers: Headers }[];
  /** The server's clock, sent with every event. */
  now: () => number;
  /** Replaces the answer to a path; undefined = the usual one. Throwing or never settling is an answer too. */
  answers: Partial<Record<'stream' | 'ruleset' | 'telemetry', (() => Promise<Response>) | undefined>>;
  /** What `GET /sdk/v1/ruleset` gives and, with `greets`, every new stream begins with. */
  full: Ruleset | undefined;
  greets: boolean;
  latest(): ScriptedConnection;
}

function openConnection(
  init: RequestInit,
  now: () => number,
): { connection: ScriptedConnection; response: Response } {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOpen = true;
  const body = new ReadableStream<Uint8Array>({
    start(opened) {
      controller = opened;
    },
    cancel() {
      isOpen = false;
    },
  });
  const close = (finish: () => void): void => {
    if (isOpen) finish();
    isOpen = false;
  };
  init.signal?.addEventListener('abort', () => close(() => controller?.error(new Error('aborted'))));
  const raw = (text: string): void => {
    if (isOpen) controller?.enqueue(encoder.encode(text));
  };
  const send = (event: string, data: unknown, id?: string): void =>
    raw(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const connection: ScriptedConnection = {
    headers: new Headers(init.headers),
    raw,
    send,
    ruleset: (full, at = now()) => send('ruleset', { ...full, now: at }, `${full.epoch}.${full.version}.mac`),
    patch: (patch, at = now()) => send('patch', { ...patch, now: at }, `${patch.epoch}.${patch.to}.mac`),
    heartbeat: ({ epoch, version }, at = now()) => send('heartbeat', { now: at, epoch, version }),
    end: () => close(() => controller?.close()),
    fail: () => close(() => controller?.error(new Error('connection reset'))),
    isOpen: () => isOpen,
  };
  return { connection, response: new Response(body, { headers: { 'content-type': 'text/event-stream' } }) };
}

export function createScriptedServer(now: () => number): ScriptedServer {
  const server: ScriptedServer = {
    connections: [],
    batches: [],
    requests: [],
    answers: {},
    full: undefined,
    greets: true,
    now,
    latest() {
      const connection = server.connections.at(-1);
      if (connection === undefined) throw new Error('no SDK has connected');
      return connection;
    },
    async fetch(url, init) {
      const { pathname } = new URL(url);
      server.requests.push({ url, path: pathname, headers: new Headers(init.headers) });
      if (pathname === '/sdk/v1/stream') return (server.answers.stream ?? stream)();
      if (pathname === '/sdk/v1/ruleset') return (server.answers.ruleset ?? ruleset)();
      if (server.answers.telemetry) return server.answers.telemetry();
      server.batches.push(JSON.parse(String(init.body)) as Telemetry);
      return new Response(null, { status: 202 });

      async function stream(): Promise<Response> {
        const { connection, response } = openConnection(init, () => server.now());
        server.connections.push(connection);
        if (server.greets && server.full) connection.ruleset(server.full);
        return response;
      }
    },
  };
  async function ruleset(): Promise<Response> {
    if (server.full === undefined) return new Response('not there', { status: 503 });
    return Response.json(server.full, { headers: { etag: '"x"', 'slipway-now': String(server.now()) } });
  }
  return server;
}
