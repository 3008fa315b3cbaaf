import type { ServerResponse } from 'node:http';
import type { Principal } from '../platform/http/index.ts';
import { event } from './frames.ts';
import type { Holder, Readers } from './readers.ts';

/** An event stream of another slice: it ends with its reader’s credential like every stream. */
export interface SideStream {
  send(name: string, data: unknown): void;
  /** Nobody takes what is sent for now: the sender waits. */
  isFull(): boolean;
  /** Aborted when the client has gone or was cut. */
  readonly signal: AbortSignal;
  end(): void;
}

const MOST_UNREAD_BYTES = 1024 * 1024;

/** The route hijacks its reply first. */
export function openSideStream(
  readers: Readers,
  response: ServerResponse,
  principal: Principal,
  projectId: number,
): SideStream {
  const gone = new AbortController();
  const reader = readers.open({
    response,
    holder: holderOf(principal, projectId),
    onClose: () => gone.abort(),
    onDrain: () => undefined,
  });
  return {
    send: (name, data) => readers.write(reader, event(name, data)),
    isFull: () => response.writableLength > MOST_UNREAD_BYTES,
    signal: gone.signal,
    end: () => response.end(),
  };
}

export function holderOf({ kind, id, sessionId }: Principal, projectId: number | null): Holder {
  const isPerson = kind === 'person';
  return { tokenId: isPerson ? null : id, personId: isPerson ? id : null, sessionId, projectId };
}
