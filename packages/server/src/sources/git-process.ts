import { type ChildProcess, spawn } from 'node:child_process';
import { SourceError } from './source.ts';

export interface GitCall {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  readonly mostBytes?: number;
  readonly onStart?: (pid: number) => void;
}

export interface GitAnswer {
  /** Null: ended by a signal. */
  readonly code: number | null;
  readonly out: Buffer;
  readonly complaint: string;
}

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_COMPLAINT = 64 * 1024;
const GRACE_MS = 2_000;

/** Runs git in a process group of its own, which ends as a whole. Throws when aborted, late, too long or not there. */
export async function runGit(call: GitCall): Promise<GitAnswer> {
  call.signal?.throwIfAborted();
  const child = spawn('git', [...call.args], {
    cwd: call.cwd,
    env: { ...call.environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) call.onStart?.(child.pid);
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.input ?? '');
  let why: unknown = null;
  const stop = (reason: unknown): void => {
    why ??= reason;
    endGroup(child);
  };
  const timeoutMs = call.timeoutMs ?? TIMEOUT_MS;
  const timer = setTimeout(() => stop(late(timeoutMs)), timeoutMs);
  const onAbort = (): void => stop(call.signal?.reason);
  call.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await collect(child, call.mostBytes ?? MOST_BYTES, stop);
    if (why !== null) throw why;
    return answer;
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', onAbort);
  }
}

function collect(child: ChildProcess, mostBytes: number, stop: (why: unknown) => void): Promise<GitAnswer> {
  const out: Buffer[] = [];
  let size = 0;
  let complaint = '';
  child.stdout?.on('data', (part: Buffer) => {
    size += part.length;
    if (size <= mostBytes) out.push(part);
    else stop(tooLong(mostBytes));
  });
  child.stderr?.on('data', (part: Buffer) => {
    complaint = (complaint + part.toString('utf8')).slice(-MOST_COMPLAINT);
  });
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => reject(notThere(cause)));
    child.once('close', (code) => resolve({ code, out: Buffer.concat(out), complaint }));
  });
}

/** Asked to end, git takes its lock files away; who does not listen is killed. */
function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  child.once('close', () => clearTimeout(timer));
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

function late(timeoutMs: number): SourceError {
  return new SourceError(
    'unavailable',
    `git did not end within ${Math.round(timeoutMs / 1000)} seconds and was stopped. Try again; where the repository is very large or its server slow, fetching it takes several attempts.`,
  );
}

function tooLong(mostBytes: number): SourceError {
  return new SourceError(
    'unavailable',
    `git answered with more than ${Math.round(mostBytes / 1024 / 1024)} MiB and was stopped.`,
  );
}

function notThere(cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'ENOENT') return cause;
  return new SourceError(
    'unavailable',
    'There is no git on this machine. Install git 2.32 or later where Slipway runs.',
  );
}
