import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Log } from '../db/index.ts';

export interface Message {
  to: string;
  subject: string;
  text: string;
}

/** Sends mail beside the requests that ask for it. */
export interface Mail {
  /** False: nothing is sent, and people have to be told in another way. */
  readonly isConfigured: boolean;
  /** Returns at once. What cannot be sent is tried again, then logged and given up. */
  send(message: Message): void;
  /** Waits for what is under way, and tries nothing again. */
  close(): Promise<void>;
}

export interface MailOptions {
  /** `smtp://` or `smtps://`, with user and password where needed. */
  url: string;
  from: string;
  log: Log;
  /** Before the second and each later attempt. */
  pausesMs?: readonly number[];
}

const PAUSES_MS = [2_000, 10_000, 60_000];
const PATIENCE_MS = 15_000;
const MOST_WAITING = 1_000;

export function createMail({ url, from, log, pausesMs = PAUSES_MS }: MailOptions): Mail {
  const transport = createTransport({
    url,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const closed = new AbortController();
  const underWay = new Set<Promise<void>>();

  const deliver = async ({ to, subject, text }: Message): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text });
        return;
      } catch (error) {
        const pauseMs = isPermanent(error) || closed.signal.aborted ? undefined : pausesMs[attempt];
        log.warn(
          { ...factsOf(error), attempt, willRetry: pauseMs !== undefined },
          'a mail could not be sent',
        );
        if (pauseMs === undefined) return;
        await sleep(pauseMs, undefined, { signal: closed.signal }).catch(() => undefined);
        if (closed.signal.aborted) return;
      }
    }
  };

  return {
    isConfigured: true,
    send(message) {
      if (underWay.size >= MOST_WAITING) return log.warn({}, 'a mail was dropped: too many wait');
      const delivery = deliver(message).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    async close() {
      closed.abort();
      await Promise.all(underWay);
      transport.close();
    },
  };
}

export function createNoMail(): Mail {
  return { isConfigured: false, send: () => undefined, close: () => Promise.resolve() };
}

/** 5xx: the server will say the same again. */
function isPermanent(error: unknown): boolean {
  const { responseCode } = factsOf(error);
  return typeof responseCode === 'number' && responseCode >= 500;
}

/** Codes only: an SMTP server’s words repeat the address. */
function factsOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {};
  return Object.fromEntries(
    Object.entries(error).filter(([name]) => ['code', 'responseCode', 'command'].includes(name)),
  );
}
