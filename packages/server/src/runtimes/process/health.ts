import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
const ANSWER_MS = 2_000;

export type Health = 'healthy' | 'ended' | 'too-late';

/** Asks until it answers, ends, or takes too long. */
export async function untilHealthy(
  { port, path, timeoutMs }: { port: number; path: string | null; timeoutMs: number },
  isAlive: () => boolean,
  signal: AbortSignal,
): Promise<Health> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.3, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    if (!isAlive()) return 'ended';
    if (await (path === null ? accepts(port) : answers(port, path))) return 'healthy';
    if (performance.now() > deadline) return 'too-late';
    await sleep(pauseMs, undefined, { signal });
  }
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false, timeout: ANSWER_MS }, (answer) => {
      answer.resume();
      const status = answer.statusCode ?? 500;
      resolve(status >= 200 && status < 400);
      asked.destroy();
    });
    asked.once('error', () => resolve(false));
    asked.once('timeout', () => asked.destroy());
    asked.end();
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.setTimeout(ANSWER_MS, () => end(false));
  });
}
