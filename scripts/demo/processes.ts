import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface Running {
  name: string;
  /** Asks the process to end and waits; kills it after ten seconds. */
  stop(): Promise<void>;
  /** Settles when the process ends, with what it said last. */
  ended: Promise<string>;
}

interface Program {
  name: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  logs: string;
}

/** Starts a Node program whose output goes to `<logs>/<name>.log`; resolves when `isReady` says so. */
export async function start(program: Program, isReady: () => Promise<boolean>): Promise<Running> {
  const child = spawn(process.execPath, program.args, {
    cwd: program.cwd,
    env: { ...essentialEnvironment(), ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = keepLog(child, join(program.logs, `${program.name}.log`));
  const ended = once(child, 'exit').then(() => said());
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  while (!(await isReady())) {
    if (hasEnded) throw new Error(`${program.name} ended before it was ready:\n${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { name: program.name, ended, stop: () => stop(child) };
}

/** Runs a program to its end; throws with its output when it fails. */
export async function run(
  command: string,
  args: string[],
  options: SpawnOptions & { what: string },
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${options.what} failed:\n${output}`);
  return output;
}

/** Runs npm on the Node that runs this script. */
export function npm(args: string[], options: { cwd: string; what: string }): Promise<string> {
  const cli = process.env.npm_execpath;
  return cli ? run(process.execPath, [cli, ...args], options) : run('npm', args, options);
}

/** `count` ports: consecutive from `first`, or free ones when it is 0. */
export async function choosePorts(first: number, count: number): Promise<number[]> {
  if (first > 0) return Array.from({ length: count }, (_, index) => first + index);
  const servers = await Promise.all(Array.from({ length: count }, () => listen()));
  return Promise.all(servers.map(release));
}

async function listen() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function release(server: Awaited<ReturnType<typeof listen>>): Promise<number> {
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}

/** What any program needs of this one's environment; nothing of Slipway's own. */
function essentialEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function keepLog(child: ChildProcess, file: string): () => string {
  const log = createWriteStream(file, { flags: 'a' });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      log.write(chunk);
      tail = (tail + chunk).slice(-4000);
    });
  }
  child.once('exit', () => log.end());
  return () => tail;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(deadline);
}
