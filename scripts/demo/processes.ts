import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Keeper, Stoppable } from './keeper.ts';

export interface Running extends Stoppable {
  name: string;
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
export async function start(
  program: Program,
  keeper: Keeper,
  isReady: () => Promise<boolean>,
): Promise<Running> {
  const child = spawn(process.execPath, program.args, {
    cwd: program.cwd,
    env: { ...essentialEnvironment(), ...program.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = keepLog(child, join(program.logs, `${program.name}.log`));
  const ended = once(child, 'exit').then(said);
  const running = keeper.keep({ name: program.name, ended, stop: () => stop(child) });
  while (!hasEnded(child) && !(await isReady())) await new Promise((resolve) => setTimeout(resolve, 25));
  if (hasEnded(child)) throw new Error(`${program.name} ended before it was ready:\n${await ended}`);
  return running;
}

/** Runs a program to its end; throws with its output when it fails. */
export async function run(
  command: string,
  args: string[],
  { what, ...options }: SpawnOptions & { what: string },
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${what} failed:\n${output}`);
  return output;
}

/** Runs npm on the Node that runs this script. */
export function npm(args: string[], options: { cwd: string; what: string }): Promise<string> {
  const cli = process.env.npm_execpath;
  return cli ? run(process.execPath, [cli, ...args], options) : run('npm', args, options);
}

/** `count` free ports: consecutive from `first`, or any when it is 0. */
export async function choosePorts(first: number, count: number): Promise<number[]> {
  const wanted = Array.from({ length: count }, (_, index) => (first > 0 ? first + index : 0));
  const servers = await Promise.all(wanted.map(listenOn));
  return Promise.all(servers.map(release));
}

async function listenOn(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    throw new Error(`Port ${port} is in use. Pass another first port, such as --port ${port + 100}.`);
  }
  return server;
}

async function release(server: Server): Promise<number> {
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

/** The way out, for the packages that builds install. */
const network = [
  'NODE_EXTRA_CA_CERTS',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
];

/** What any program needs of this one's environment; nothing of Slipway's own. */
function essentialEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', ...network];
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
  child.once('close', () => log.end());
  return () => tail;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(deadline);
}
