import { followLogs } from '@slipway/api';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { useEffect, useState } from 'react';
import { client } from '../app/api.ts';
import { type LogLine, plainText, withLines } from './log-lines.ts';

const FIRST_LINES = 1_000;
/** Lines come in bursts: they are shown together. */
const SHOWN_EVERY_MS = 100;

export interface Log {
  lines: readonly LogLine[];
  error: unknown;
  /** `ended`: nothing more comes. */
  state: 'reading' | 'following' | 'ended' | 'failed';
  again: () => void;
}

interface LogOf {
  project: string;
  environment: string;
  /** '' = every one. */
  source: string;
  isFollowed: boolean;
}

/** Reads a log and, while it is followed, what comes. */
export function useLog({ project, environment, source, isFollowed }: LogOf): Log {
  const [read, setRead] = useState<Omit<Log, 'again'>>({ lines: [], error: null, state: 'reading' });
  const [times, setTimes] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again, it is read again.
  useEffect(() => {
    const stop = new AbortController();
    let waiting: LogLine[] = [];
    const show = (): void => {
      const lines = waiting;
      waiting = [];
      setRead((before) => ({
        lines: lines.length === 0 ? before.lines : withLines(before.lines, lines),
        error: null,
        state: 'following',
      }));
    };
    const timer = setInterval(() => waiting.length > 0 && show(), SHOWN_EVERY_MS);
    setRead({ lines: [], error: null, state: 'reading' });
    const query = {
      lines: FIRST_LINES,
      follow: isFollowed ? ('true' as const) : ('false' as const),
      ...(source === '' ? {} : { source }),
    };
    void readLog({
      project,
      environment,
      query,
      signal: stop.signal,
      onOpen: show,
      add: (line) => waiting.push(line),
    })
      .then(
        () => ({ error: null, state: 'ended' as const }),
        (error: unknown) => ({ error, state: 'failed' as const }),
      )
      .then((end) => {
        if (stop.signal.aborted) return;
        show();
        setRead((before) => ({ ...before, ...end }));
      });
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [project, environment, source, isFollowed, times]);
  return { ...read, again: () => setTimes((before) => before + 1) };
}

let nextId = 0;

interface ReadLog {
  project: string;
  environment: string;
  query: { lines: number; follow: 'true' | 'false'; source?: string };
  signal: AbortSignal;
  onOpen: () => void;
  add: (line: LogLine) => void;
}

async function readLog({ project, environment, query, signal, onOpen, add }: ReadLog): Promise<void> {
  const response = await client.open(followLogs, { params: { project, environment }, query, signal });
  onOpen();
  if (!response.body) return;
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value.event === 'end') return;
    if (value.event !== 'line') continue;
    const { source, text } = JSON.parse(value.data) as { source: string; text: string };
    nextId += 1;
    add({ id: nextId, source, text: plainText(text) });
  }
}
