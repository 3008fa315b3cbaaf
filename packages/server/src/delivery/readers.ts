import type { ServerResponse } from 'node:http';

/** Whose credential opened a stream: it ends with the credential, or with what it may see. */
export interface Holder {
  tokenId: string | null;
  sessionId: string | null;
  personId: string | null;
  /** Whose changes it shows; null: it shows the ruleset of the token’s environment. */
  projectId: number | null;
}

/** One open event stream. Plain data: ten thousand of them share their timers and buffers. */
export interface Reader {
  readonly response: ServerResponse;
  readonly holder: Holder;
  /** Set while the client has not taken what was written. */
  waitingSince: number | null;
}

interface OpenReader {
  response: ServerResponse;
  holder: Holder;
  onClose: () => void;
  /** The client has taken everything. */
  onDrain: () => void;
}

export interface Readers {
  /** Sends the headers at once. */
  open(wanted: OpenReader): Reader;
  write(reader: Reader, ...chunks: Buffer[]): void;
  /** Cuts whoever has taken nothing for too long. */
  cutStalled(): void;
  /** Ends every stream whose holder it is true of. */
  cutWhere(isEnded: (holder: Holder) => boolean): void;
  holders(): Holder[];
  readonly size: number;
  /** Ends every stream and refuses new ones. */
  close(): void;
}

export interface ReadersOptions {
  now: () => number;
  /** Default 30,000. */
  stalledAfterMs?: number;
}

/** `no-transform` and `x-accel-buffering` keep proxies from compressing or holding events back. */
const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

const KEEP_ALIVE_MS = 30_000;

/** Every event stream of this process, of whatever kind. */
export function createReaders({ now, stalledAfterMs = 30_000 }: ReadersOptions): Readers {
  const all = new Set<Reader>();
  let isClosed = false;
  const cut = (reader: Reader): void => {
    reader.response.destroy();
  };
  return {
    open({ response, holder, onClose, onDrain }) {
      const reader: Reader = { response, holder, waitingSince: null };
      all.add(reader);
      response.once('close', () => {
        all.delete(reader);
        onClose();
      });
      response.on('drain', () => {
        reader.waitingSince = null;
        onDrain();
      });
      // A client that went away is no news.
      response.on('error', () => undefined);
      start(response);
      if (isClosed) response.end();
      return reader;
    },
    write(reader, ...chunks) {
      const { response } = reader;
      if (response.destroyed || response.writableEnded) return;
      response.cork();
      for (const chunk of chunks) response.write(chunk);
      response.uncork();
      // Asked only now: the system may have taken it all, and "drain" been heard, while uncorking.
      if (response.writableNeedDrain) reader.waitingSince ??= now();
    },
    cutStalled() {
      const limit = now() - stalledAfterMs;
      for (const reader of all) if (reader.waitingSince !== null && reader.waitingSince <= limit) cut(reader);
    },
    cutWhere(isEnded) {
      for (const reader of all) if (isEnded(reader.holder)) cut(reader);
    },
    holders: () => [...all].map(({ holder }) => holder),
    get size() {
      return all.size;
    },
    close() {
      isClosed = true;
      for (const reader of all)
        if (reader.waitingSince === null) reader.response.end();
        else cut(reader);
    },
  };
}

function start(response: ServerResponse): void {
  response.socket?.setNoDelay(true);
  response.socket?.setKeepAlive(true, KEEP_ALIVE_MS);
  response.socket?.setTimeout(0);
  response.writeHead(200, headers);
  response.flushHeaders();
}
