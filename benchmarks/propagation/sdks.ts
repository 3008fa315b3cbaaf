import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Ask {
  url: string;
  tokens: readonly string[];
}

/** An SDK has evaluated the flag after a change; the instant is CLOCK_MONOTONIC. */
export interface Evaluated {
  index: number;
  value: boolean;
  atMs: number;
}

export interface Sdks {
  /** The instant at which each SDK first evaluated to `value`, from now on. */
  evaluated(value: boolean): Promise<number[]>;
  stop(): Promise<void>;
}

/** Real SDKs, one per token, in one process that is neither the server's nor the writer's. */
export async function connectSdks(url: string, tokens: readonly string[]): Promise<Sdks> {
  const child = fork(fileURLToPath(new URL('./sdk-process.ts', import.meta.url)), {
    execArgv: ['--conditions=@slipway/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  child.send({ url, tokens } satisfies Ask);
  await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`The SDKs ended with ${code}.`))),
  ]);
  return {
    evaluated: (value) =>
      new Promise((resolve) => {
        const found = new Map<number, number>();
        const hear = (message: unknown): void => {
          if (!isEvaluated(message) || message.value !== value || found.has(message.index)) return;
          found.set(message.index, message.atMs);
          if (found.size < tokens.length) return;
          child.off('message', hear);
          resolve([...found.values()]);
        };
        child.on('message', hear);
      }),
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}

function isEvaluated(message: unknown): message is Evaluated {
  return typeof message === 'object' && message !== null && 'atMs' in message;
}
