import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Log } from '../db/index.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Place } from './place.ts';
import { hasCode } from './program.ts';

const run = promisify(execFile);

const FAST_SHUTDOWN_MS = 10_000;
const KILL_MS = 10_000;
const LONGEST_POLL_MS = 100;

/**
 * Ends whatever an earlier Slipway that was killed left running on these files, so that one server, with today's
 * settings and as our own child, takes over. To be called by the holder of the folder only.
 */
export async function endOrphans(place: Place, log: Log): Promise<void> {
  const orphans = await processesOf(place);
  const postmaster = await recordedPostmaster(place.data);
  if (postmaster !== undefined && orphans.includes(postmaster)) {
    log.warn({ pid: postmaster }, 'stopping the PostgreSQL server that a killed Slipway left running');
    process.kill(postmaster, 'SIGINT');
    await waitUntilGone(place, FAST_SHUTDOWN_MS);
  }
  await killRemaining(place);
}

/**
 * Removes the lock files of a server that is gone, to be called when none of its processes is left. PostgreSQL would
 * take a stranger that got the same pid, or a zombie that nobody reaps (as in a container without an init), for its own
 * postmaster and refuse to start for ever.
 */
export async function removeLockFiles(place: Place): Promise<void> {
  await rm(join(place.data, 'postmaster.pid'), { force: true });
  for (const name of await readdir(place.run)) {
    if (name.startsWith('.s.PGSQL.')) await rm(join(place.run, name), { force: true });
  }
}

/** Backends of a killed postmaster finish their query first; the files are nobody's only when all of them are gone. */
export async function killRemaining(place: Place): Promise<void> {
  for (const pid of await processesOf(place)) signal(pid, 'SIGKILL');
  if (await waitUntilGone(place, KILL_MS)) return;
  throw new EmbeddedPostgresError(
    'start-failed',
    `Processes ${(await processesOf(place)).join(', ')} still use ${place.data} and do not end. End them, then start again.`,
  );
}

/** The server's processes, by the marks that their command lines carry: `-D <data>` and the cluster's name. */
export async function processesOf(place: Place): Promise<number[]> {
  const commands = process.platform === 'linux' ? await commandsFromProc() : await commandsFromPs();
  const marks = [`-D ${place.data} `, `postgres: ${place.cluster}: `];
  return commands.filter(({ text }) => marks.some((mark) => `${text} `.includes(mark))).map(({ pid }) => pid);
}

/** False for an id that nobody has. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** The postmaster that an earlier Slipway left running on these files with exactly this command line. */
export async function leftRunning(place: Place, command: readonly string[]): Promise<number | undefined> {
  const postmaster = await recordedPostmaster(place.data);
  return postmaster !== undefined && (await runs(postmaster, command)) ? postmaster : undefined;
}

/** False also for a zombie, which has no command line. */
export async function runs(pid: number, command: readonly string[]): Promise<boolean> {
  return (await commandOf(pid)).trim() === command.join(' ').trim();
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

interface Command {
  readonly pid: number;
  readonly text: string;
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return (await commandFromProc(String(pid))).text;
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout;
}

async function commandsFromProc(): Promise<Command[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map(commandFromProc));
}

async function commandFromProc(pid: string): Promise<Command> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
  return { pid: Number(pid), text: Buffer.from(text, 'latin1').toString().replaceAll('\0', ' ') };
}

async function commandsFromPs(): Promise<Command[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 16 * 1024 * 1024 });
  const rows = stdout.matchAll(/^\s*(\d+) (.*)$/gm);
  return Array.from(rows, ([, pid, text]) => ({ pid: Number(pid), text: text ?? '' }));
}

async function waitUntilGone(place: Place, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (
    let pauseMs = 5;
    (await processesOf(place)).length > 0;
    pauseMs = Math.min(pauseMs * 2, LONGEST_POLL_MS)
  ) {
    if (performance.now() > until) return false;
    await sleep(pauseMs);
  }
  return true;
}

async function recordedPostmaster(data: string): Promise<number | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n', 1)[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}
