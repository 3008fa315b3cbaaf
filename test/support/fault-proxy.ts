import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What a broken network, server or middlebox does to whoever connects. */
export const faults = [
  'refuse',
  'hang',
  'reset',
  'reset-in-body',
  'truncate',
  'malformed-json',
  'garbage',
  'zombie-stream',
  'status-500',
  'status-429',
  'status-401',
  'status-403',
  'html',
] as const;
export type Fault = (typeof faults)[number];

/** A TCP proxy on a loopback port that passes everything on, until told otherwise. */
export interface FaultProxy {
  readonly url: string;
  /** Cuts every open connection; later ones meet the fault. */
  inflict(fault: Fault): Promise<void>;
  /** Cuts what the fault holds and passes everything on again. */
  heal(): Promise<void>;
  /** Requests received since the last `inflict` or `heal`. */
  requests(): number;
  close(): Promise<void>;
}

const answer = (status: string, type: string, body: string, more = ''): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const openStream = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n';

const json = 'application/json';

/** Answers that need no server behind them, by what the first request gets. */
const answers: Partial<Record<Fault, string>> = {
  'status-500': answer('500 Internal Server Error', json, '{"code":"internal"}'),
  'status-429': answer('429 Too Many Requests', json, '{}', 'retry-after: 1\r\n'),
  'status-401': answer('401 Unauthorized', json, '{}'),
  'status-403': answer('403 Forbidden', json, '{}'),
  html: answer('200 OK', 'text/html', '<html>Please sign in to this network</html>'),
  garbage: '\u0000\u0001 this is not HTTP \u0002\r\n\r\n',
  'malformed-json': `${openStream}event: ruleset\ndata: {"format":1,"flags":{"position"\n\nevent: patch\ndata: [}\n\n`,
};

/** What happens to a connection after its first request has arrived. */
const behaviours: Record<Fault, (client: Socket) => void> = {
  refuse: (client) => client.destroy(),
  hang: () => {},
  reset: (client) => client.resetAndDestroy(),
  'reset-in-body': (client) => {
    client.write(`${openStream}event: ruleset\ndata: {"format":1,`, () => client.resetAndDestroy());
  },
  truncate: (client) => {
    client.end(`${openStream}id: 9.9.x\nevent: ruleset\ndata: {"format":1,"epoch":9,"version":9,"fl`);
  },
  'zombie-stream': (client) => {
    client.write(`${openStream}: welcome\n\n`);
  },
  'malformed-json': replying('malformed-json'),
  garbage: replying('garbage'),
  'status-500': replying('status-500'),
  'status-429': replying('status-429'),
  'status-401': replying('status-401'),
  'status-403': replying('status-403'),
  html: replying('html'),
};

function replying(fault: Fault): (client: Socket) => void {
  return (client) => void client.write(answers[fault] ?? '');
}

function passOn(client: Socket, port: number): void {
  const upstream = connect(port, '127.0.0.1');
  client.pipe(upstream).pipe(client);
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = Number(new URL(targetUrl).port);
  const clients = new Set<Socket>();
  let fault: Fault | undefined;
  let requests = 0;

  function accept(client: Socket): void {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => client.destroy());
    const behave = fault && behaviours[fault];
    if (behave === undefined) passOn(client, target);
    client.on('data', (bytes) => {
      requests += (bytes.toString('latin1').match(/^(GET|POST) \//gm) ?? []).length;
      behave?.(client);
    });
  }

  let listener = await listen(0, accept);
  const { port } = listener.address() as { port: number };

  async function become(next: Fault | undefined): Promise<void> {
    for (const client of clients) client.destroy();
    requests = 0;
    fault = next;
    if (next === 'refuse') await stop(listener);
    else if (!listener.listening) listener = await listen(port, accept);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    inflict: become,
    heal: () => become(undefined),
    requests: () => requests,
    async close() {
      await become(undefined);
      await stop(listener);
    },
  };
}

async function listen(port: number, accept: (client: Socket) => void): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function stop(server: Server): Promise<void> {
  server.close();
  if (server.listening) await once(server, 'close');
}
