import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Command, Report } from './messages.ts';

/** The gateway's process as the control plane holds it. */
export interface Child {
  readonly pid: number | undefined;
  send(command: Command): void;
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  /** Asks it to end, and kills it when it does not. */
  stop(): Promise<void>;
}

const STOP_MS = 5_000;

const isSource = import.meta.url.endsWith('.ts');
const program = fileURLToPath(new URL(isSource ? 'main.ts' : 'main.js', import.meta.url));

/** Starts it with nothing of the control plane's but a channel: no variable, no key, no database. */
export function startChild(onReport: (report: Report, child: Child) => void): Child {
  const started = fork(program, [], {
    cwd: '/',
    env: {},
    execArgv: isSource ? ['--conditions=@slipway/source'] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'json',
  });
  const ended = endOf(started);
  const child: Child = {
    pid: started.pid,
    // It may have ended meanwhile: then `ended` tells.
    send: (command) => void (started.connected && started.send(command, () => undefined)),
    ended,
    async stop() {
      child.send({ v: 1, type: 'close' });
      const impatient = setTimeout(() => started.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(impatient);
    },
  };
  started.on('message', (message: unknown) => {
    const report = Report.safeParse(message);
    if (report.success) onReport(report.data, child);
  });
  return child;
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'exit');
    return signal === null ? `code ${code}` : `signal ${signal}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
