import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

export interface ServerEvent {
  name: string;
  id: string | undefined;
  data: unknown;
}

/** What tests tell events apart by. */
export interface EventNumbers {
  to?: number;
  epoch?: number;
  version?: number;
  id?: string;
  applied?: number;
  now?: number;
}

/** A client of server-sent events that keeps everything it was sent. */
export interface EventStream {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly events: readonly ServerEvent[];
  /** The first event, past or to come, of that name for which `test` holds. Fails when the stream ends before. */
  next(name: string, test?: (data: EventNumbers) => boolean): Promise<ServerEvent>;
  /** Resolves when the server has ended or cut it. */
  readonly ended: Promise<void>;
  /** Reads no more until `resume`. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface EventStreamOptions {
  token?: string;
  /** Of somebody who is signed in. */
  cookie?: string;
  lastEventId?: string | undefined;
}

export async function openEventStream(url: string, options: EventStreamOptions): Promise<EventStream> {
  const { token, cookie, lastEventId } = options;
  const sent = request(url, {
    agent: false,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cookie === undefined ? {} : { cookie }),
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  sent.end();
  const [response] = await once(sent, 'response');
  return follow(response);
}

function follow(response: IncomingMessage): EventStream {
  const events: ServerEvent[] = [];
  const looks = new Set<() => void>();
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.on('error', () => undefined);
  });
  let text = '';
  response.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    events.push(...blocks.map(eventOf));
    for (const look of looks) look();
  });
  const next: EventStream['next'] = (name, test = () => true) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = events.find((event) => event.name === name && isRecord(event.data) && test(event.data));
        if (found === undefined) return;
        looks.delete(look);
        resolve(found);
      };
      looks.add(look);
      look();
      void ended.then(() =>
        reject(new Error(`The stream ended before "${name}"; it had ${events.map((event) => event.name)}`)),
      );
    });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    next,
    ended,
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => void response.destroy(),
  };
}

function eventOf(block: string): ServerEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  return {
    name: fields.get('event') ?? 'message',
    id: fields.get('id'),
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
}

function isRecord(value: unknown): value is EventNumbers {
  return typeof value === 'object' && value !== null;
}
