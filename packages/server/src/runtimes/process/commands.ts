import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output } from '../runtime.ts';
import { type Isolation, type Launch, launch } from './launch.ts';
import { send } from './proc.ts';

/** Runs it to its end; the exit code, as a shell tells it. When it is no longer wanted, everything of it is killed. */
export async function runCommand(
  wanted: Omit<Launch, 'output'>,
  { write, signal }: Output,
  isolation: Isolation,
): Promise<number> {
  signal.throwIfAborted();
  const child = launch({ ...wanted, output: 'pipe' }, isolation);
  const kill = (): void => {
    if (child.pid !== undefined) send(-child.pid, 'SIGKILL');
  };
  signal.addEventListener('abort', kill, { once: true });
  try {
    for (const stream of [child.stdout, child.stderr]) {
      const decoder = new StringDecoder('utf8');
      stream?.on('data', (bytes: Buffer) => write(decoder.write(bytes)));
    }
    const isClosed = once(child, 'close').catch(() => undefined);
    const code = await endOf(child, 'exit');
    kill();
    // What has left its group, where there are no namespaces, may keep the pipes open for ever.
    await Promise.race([isClosed, sleep(PIPES_MS, undefined, { ref: false })]);
    return code;
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    signal.throwIfAborted();
  }
}

const PIPES_MS = 1_000;

export function endOf(child: ChildProcess, event: 'exit' | 'close' = 'close'): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once(event, (code, signal) => resolve(code ?? 128 + (signal === 'SIGKILL' ? 9 : 15)));
  });
}
